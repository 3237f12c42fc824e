package io.softlanding.reload;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.origin.Origin;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.validation.annotation.Validated;

/**
 * Binds and validates the configuration of an application that is not started, prints
 * what is in force, and ends the process. Runs when all beans are defined and none of
 * them has been made.
 */
final class ConfigurationCheck implements BeanFactoryPostProcessor {

	private final PrintStream out;

	private final IntConsumer exit;

	ConfigurationCheck() {
		this(System.out, System::exit);
	}

	ConfigurationCheck(PrintStream out, IntConsumer exit) {
		this.out = out;
		this.exit = exit;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
		this.exit.accept(check(beans) ? 0 : 1);
	}

	private boolean check(ConfigurableListableBeanFactory beans) {
		RecordBinder reloadable = beans.getBean(RecordBinder.class);
		ProblemTexts texts = beans.getBean(ProblemTexts.class);
		Settings settings = Settings.of(ConfigData.copy(beans.getBean(ConfigurableEnvironment.class)));
		List<ReloadProblem> problems = new ArrayList<>();
		new TreeMap<>(settings.unresolved()).forEach(
				(key, reason) -> problems.add(texts.problem(key, settings.origin(key), reason, settings.value(key))));
		BoundRecords records = reloadable.bind(settings.environment());
		problems.addAll(records.problems());
		List<ReloadableType> validated = new ArrayList<>();
		List<ReloadableType> plain = new ArrayList<>();
		for (String name : beans.getBeanDefinitionNames()) {
			Class<?> type = beans.getType(name, false);
			if (isConfiguration(type) && reloadable.types().stream().noneMatch((known) -> known.type() == type)) {
				(AnnotatedElementUtils.hasAnnotation(type, Validated.class) ? validated : plain)
					.add(ReloadableType.of(type));
			}
		}
		records.unknown().forEach((key, problem) -> {
			if (Stream.concat(validated.stream(), plain.stream())
				.noneMatch((type) -> type.covers(ConfigurationPropertyName.adapt(key, '.')))) {
				problems.add(problem);
			}
		});
		problems.addAll(reloadable.of(validated, true).bind(settings.environment()).problems());
		problems.addAll(reloadable.of(plain, false).bind(settings.environment()).problems());
		if (records.problems().isEmpty()) {
			BoundSnapshot snapshot = SnapshotConfiguration.first(settings, reloadable, records);
			beans.getBeanProvider(SnapshotValidator.class)
				.orderedStream()
				.flatMap((validator) -> validator.problems(snapshot).stream())
				.map(ReloadProblem::of)
				.forEach(problems::add);
		}
		print(settings, records.unknown().keySet(), beans.getBean(ValueMask.class));
		problems.forEach((problem) -> this.out.println("INVALID " + problem));
		this.out.println(problems.isEmpty() ? "The configuration is valid" : "The configuration is invalid");
		this.out.flush();
		return problems.isEmpty();
	}

	private static boolean isConfiguration(@Nullable Class<?> type) {
		return type != null && AnnotatedElementUtils.hasAnnotation(type, ConfigurationProperties.class);
	}

	/** Nobody can tell a typing error in the name of a secret from any other name. */
	private void print(Settings settings, Set<String> unknown, ValueMask mask) {
		for (String key : settings.keys()) {
			Origin origin = settings.origin(key);
			boolean hidden = unknown.contains(ConfigurationPropertyName.adapt(key, '.').toString());
			this.out.println(ValueMask.shortened(key) + " = " + (hidden ? ValueMask.MASKED : settings.shown(key, mask))
					+ ((origin != null) ? " (" + origin + ")" : ""));
		}
	}

}
