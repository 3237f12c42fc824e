/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

import io.softlanding.time.DurationProperty;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindMethod;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.origin.Origin;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Binds, validates and prints the configuration, and ends the process before any bean of
 * the application is created.
 */
final class ConfigurationCheck implements BeanFactoryPostProcessor {

	/** Maximum time for the second reading. */
	private static final Duration READING = Duration.ofSeconds(10);

	/** Maximum time for everything, which includes the second reading. */
	private static final Duration ALL = Duration.ofSeconds(60);

	private final PrintStream out;

	private final IntConsumer exit;

	private final Duration reading;

	private final Duration all;

	ConfigurationCheck() {
		this(System.out, System::exit, READING, ALL);
	}

	ConfigurationCheck(PrintStream out, IntConsumer exit, Duration reading, Duration all) {
		this.out = out;
		this.exit = exit;
		this.reading = reading;
		this.all = all;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
		TimedCalls calls = new TimedCalls(Objects.requireNonNull(beans.getBeanClassLoader()));
		List<String> lines = new ArrayList<>();
		try {
			lines.addAll(calls.call(this, "check", this.all, () -> check(beans, calls)));
		}
		catch (TimeoutException ex) {
			lines.add("INVALID the check did not end within %s: does a converter, a constraint or a validator hang?"
				.formatted(DurationProperty.text(this.all)));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			lines.add("INVALID the check was interrupted");
		}
		catch (Exception ex) {
			lines.add("INVALID the check failed: " + ProblemTexts.describe(ex));
		}
		boolean valid = lines.stream().noneMatch((line) -> line.startsWith("INVALID "));
		lines.forEach(this.out::println);
		this.out.println(valid ? "The configuration is valid" : "The configuration is invalid");
		this.out.flush();
		this.exit.accept(valid ? 0 : 1);
	}

	/** Reads the files once more, because the comparison shows what was decrypted. */
	private boolean isCompared(ConfigData data, TimedCalls calls) throws InterruptedException {
		try {
			return calls.call(data, "files", this.reading, data::remember);
		}
		catch (InterruptedException ex) {
			throw ex;
		}
		catch (Exception ex) {
			return false;
		}
	}

	private List<String> check(ConfigurableListableBeanFactory beans, TimedCalls calls) throws InterruptedException {
		RecordBinder reloadable = beans.getBean(RecordBinder.class);
		ProblemTexts texts = beans.getBean(ProblemTexts.class);
		ValueMask mask = beans.getBean(ValueMask.class);
		ConfigData data = new ConfigData(beans.getBean(ConfigurableEnvironment.class), (source) -> source, mask);
		boolean compared = isCompared(data, calls);
		if (!compared) {
			mask.hideAll();
		}
		Settings settings = Settings.of(data.copy());
		List<ReloadProblem> problems = new ArrayList<>();
		new TreeMap<>(settings.unresolved()).forEach(
				(key, reason) -> problems.add(texts.problem(key, settings.origin(key), reason, settings.value(key))));
		RecordBinder.Bound records = reloadable.bind(settings.environment());
		problems.addAll(records.problems());
		List<ReloadableType> checked = new ArrayList<>();
		List<ReloadableType> unchecked = new ArrayList<>();
		for (String name : beans.getBeanDefinitionNames()) {
			Class<?> type = beans.getType(name, false);
			if (type != null && AnnotatedElementUtils.hasAnnotation(type, ConfigurationProperties.class)
					&& reloadable.types().stream().noneMatch((known) -> known.type() == type)) {
				(isCreatable(beans.getBeanDefinition(name), type) ? checked : unchecked).add(ReloadableType.of(type));
			}
		}
		FeatureRecords features = new FeatureRecords(beans);
		Map<String, ReloadProblem> unknown = new TreeMap<>(records.unknown());
		unknown.putAll(features.unknown(reloadable, settings.environment()));
		unknown.forEach((key, problem) -> {
			ConfigurationPropertyName name = ConfigurationPropertyName.adapt(key, '.');
			if (Stream.of(checked, unchecked).flatMap(List::stream).noneMatch((type) -> type.covers(name))) {
				problems.add(problem);
			}
		});
		checked.addAll(features.inForce());
		checked.forEach((type) -> problems.addAll(reloadable.of(type).bind(settings.environment()).problems()));
		if (records.problems().isEmpty()) {
			BoundSnapshot snapshot = SnapshotConfiguration.first(settings, mask, reloadable, records);
			beans.getBeanProvider(SnapshotValidator.class)
				.orderedStream()
				.flatMap((validator) -> validator.problems(snapshot).stream())
				.map(ReloadProblem::of)
				.forEach(problems::add);
		}
		List<String> lines = values(settings, unknown.keySet(), mask);
		if (!compared) {
			lines.add("NOT COMPARED: the files could not be read a second time, so it is not known which values were "
					+ "decrypted. All values are masked.");
		}
		unchecked.forEach((type) -> lines.add("NOT CHECKED " + type.prefix() + ": the constructor of "
				+ type.type().getName() + " takes other beans"));
		problems.forEach((problem) -> lines.add("INVALID " + problem));
		return lines;
	}

	/** Whether a class can be bound without other beans. */
	private static boolean isCreatable(BeanDefinition definition, Class<?> type) {
		// Spring Boot marks those that it makes of their properties alone.
		return definition.getAttribute(BindMethod.class.getName()) == BindMethod.VALUE_OBJECT
				|| Stream.of(type.getDeclaredConstructors()).anyMatch((one) -> one.getParameterCount() == 0);
	}

	/**
	 * The value of an unknown key is masked: it may be a secret whose key is mistyped.
	 */
	private static List<String> values(Settings settings, Set<String> unknown, ValueMask mask) {
		List<String> lines = new ArrayList<>();
		for (String key : settings.keys()) {
			Origin origin = settings.origin(key);
			boolean hidden = unknown.contains(ConfigurationPropertyName.adapt(key, '.').toString());
			lines.add(ValueMask.shortened(key) + " = " + (hidden ? ValueMask.MASKED : settings.shown(key, mask))
					+ ((origin != null) ? " (" + origin + ")" : ""));
		}
		return lines;
	}

}
