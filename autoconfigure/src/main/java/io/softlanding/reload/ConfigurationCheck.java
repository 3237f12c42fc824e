/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindMethod;
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
		ValueMask mask = beans.getBean(ValueMask.class);
		ConfigData data = new ConfigData(beans.getBean(ConfigurableEnvironment.class),
				Objects.requireNonNull(beans.getBeanClassLoader()), (source) -> source, mask);
		data.remember();
		Settings settings = Settings.of(data.copy());
		List<ReloadProblem> problems = new ArrayList<>();
		new TreeMap<>(settings.unresolved()).forEach(
				(key, reason) -> problems.add(texts.problem(key, settings.origin(key), reason, settings.value(key))));
		BoundRecords records = reloadable.bind(settings.environment());
		problems.addAll(records.problems());
		Map<Check, List<ReloadableType>> others = others(beans, reloadable.types());
		records.unknown().forEach((key, problem) -> {
			if (others.values()
				.stream()
				.flatMap(List::stream)
				.noneMatch((type) -> type.covers(ConfigurationPropertyName.adapt(key, '.')))) {
				problems.add(problem);
			}
		});
		for (Check check : List.of(Check.BINDING, Check.VALIDATION)) {
			RecordBinder binder = reloadable.of(others.getOrDefault(check, List.of()), check == Check.VALIDATION);
			problems.addAll(binder.bind(settings.environment()).problems());
		}
		if (records.problems().isEmpty()) {
			BoundSnapshot snapshot = SnapshotConfiguration.first(settings, mask, reloadable, records);
			beans.getBeanProvider(SnapshotValidator.class)
				.orderedStream()
				.flatMap((validator) -> validator.problems(snapshot).stream())
				.map(ReloadProblem::of)
				.forEach(problems::add);
		}
		print(settings, records.unknown().keySet(), mask);
		others.getOrDefault(Check.NONE, List.of())
			.forEach((type) -> this.out.println("NOT CHECKED " + type.prefix() + ": the constructor of "
					+ type.type().getName() + " takes other beans"));
		problems.forEach((problem) -> this.out.println("INVALID " + problem));
		this.out.println(problems.isEmpty() ? "The configuration is valid" : "The configuration is invalid");
		this.out.flush();
		return problems.isEmpty();
	}

	/** The configuration classes that are not reloadable. */
	private static Map<Check, List<ReloadableType>> others(ConfigurableListableBeanFactory beans,
			List<ReloadableType> reloadable) {
		Map<Check, List<ReloadableType>> others = new EnumMap<>(Check.class);
		for (String name : beans.getBeanDefinitionNames()) {
			Class<?> type = beans.getType(name, false);
			if (type != null && AnnotatedElementUtils.hasAnnotation(type, ConfigurationProperties.class)
					&& reloadable.stream().noneMatch((known) -> known.type() == type)) {
				others.computeIfAbsent(check(beans.getBeanDefinition(name), type), (check) -> new ArrayList<>())
					.add(ReloadableType.of(type));
			}
		}
		return others;
	}

	private static Check check(BeanDefinition definition, Class<?> type) {
		// Spring Boot marks those that it makes of their properties alone.
		boolean made = definition.getAttribute(BindMethod.class.getName()) == BindMethod.VALUE_OBJECT
				|| Stream.of(type.getDeclaredConstructors()).anyMatch((one) -> one.getParameterCount() == 0);
		if (!made) {
			return Check.NONE;
		}
		return AnnotatedElementUtils.hasAnnotation(type, Validated.class) ? Check.VALIDATION : Check.BINDING;
	}

	/** What can be checked of a class without starting anything. */
	private enum Check {

		BINDING, VALIDATION,

		/** Its constructor takes other beans. */
		NONE

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
