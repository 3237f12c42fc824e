/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.lang.reflect.Method;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;

import io.softlanding.config.InvalidConfigurationException;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.convert.converter.Converter;
import org.springframework.core.convert.converter.GenericConverter;

/**
 * The first snapshot and what binds it, which exist also if reloading is switched off.
 */
@Configuration(proxyBeanMethods = false)
@ImportRuntimeHints(SnapshotConfiguration.Hints.class)
class SnapshotConfiguration {

	@Bean
	ValueMask softlandingValueMask(ObjectProvider<ValueMask.Rule> rules) {
		BinaryOperator<String> own = (key, value) -> rules.orderedStream()
			.reduce(value, (text, rule) -> rule.apply(key, text), (first, second) -> second);
		return new ValueMask(own);
	}

	@Bean
	ProblemTexts softlandingProblemTexts(ValueMask mask) {
		return new ProblemTexts(mask);
	}

	@Bean
	RecordBinder softlandingRecordBinder(ConfigurableApplicationContext context, ObjectProvider<ReloadableBeans> beans,
			ProblemTexts texts) {
		List<ReloadableType> all = Stream
			.concat(Stream.of(ReloadProperties.class), beans.orderedStream().flatMap(ReloadableBeans::types))
			.distinct()
			.map(ReloadableType::of)
			.toList();
		return new RecordBinder(all, conversion(context), context.getBeanFactory()::copyRegisteredEditorsTo,
				RecordValidators.of(context), () -> prefixes(context, all), texts);
	}

	/** The users' converters, as Spring Boot takes them for its own binding. */
	private static ApplicationConversionService conversion(ConfigurableApplicationContext context) {
		ApplicationConversionService conversion = new ApplicationConversionService();
		Map<String, Object> beans = context.getBeansWithAnnotation(ConfigurationPropertiesBinding.class);
		beans.values().forEach((bean) -> {
			if (bean instanceof Converter<?, ?> converter) {
				conversion.addConverter(converter);
			}
			else if (bean instanceof GenericConverter converter) {
				conversion.addConverter(converter);
			}
		});
		return conversion;
	}

	private static List<ConfigurationPropertyName> prefixes(ConfigurableApplicationContext context,
			List<ReloadableType> types) {
		List<ConfigurationPropertyName> prefixes = new ArrayList<>();
		types.forEach((type) -> prefixes.add(type.prefix()));
		if (context.isRunning()) {
			// Without creating any bean.
			for (String name : context.getBeanDefinitionNames()) {
				ConfigurationProperties annotation = annotation(context, name);
				if (annotation != null) {
					prefixes.add(ConfigurationPropertyName.of(annotation.prefix()));
				}
			}
		}
		return prefixes;
	}

	/** That of the method that makes the bean, or else that of its class. */
	private static @Nullable ConfigurationProperties annotation(ConfigurableApplicationContext context, String name) {
		Method method = (context.getBeanFactory()
			.getMergedBeanDefinition(name) instanceof RootBeanDefinition definition)
					? definition.getResolvedFactoryMethod() : null;
		ConfigurationProperties ofMethod = (method != null)
				? AnnotatedElementUtils.findMergedAnnotation(method, ConfigurationProperties.class) : null;
		return (ofMethod != null) ? ofMethod : context.findAnnotationOnBean(name, ConfigurationProperties.class, false);
	}

	@Bean
	SnapshotStore softlandingSnapshotStore(ConfigurableApplicationContext context, ObjectProvider<ConfigData> data,
			RecordBinder binder, ValueMask mask, ObjectProvider<SnapshotValidator> validators) {
		ConfigData read = data.getIfAvailable();
		Settings settings = Settings.of((read != null) ? read.copy() : ConfigData.copy(context.getEnvironment()));
		RecordBinder.Bound records = binder.bind(context.getEnvironment());
		if (records.failure() != null) {
			throw records.failure();
		}
		BoundSnapshot snapshot = first(settings, mask, binder, records);
		List<String> problems = validators.orderedStream()
			.flatMap((validator) -> validator.problems(snapshot).stream())
			.toList();
		if (!problems.isEmpty()) {
			throw new InvalidConfigurationException(String.join("\n", problems), "Correct the configuration.");
		}
		return new SnapshotStore(snapshot);
	}

	/** What an application starts with. */
	static BoundSnapshot first(Settings settings, ValueMask mask, RecordBinder binder, RecordBinder.Bound records) {
		return new BoundSnapshot(1, Clock.systemUTC().instant(), ReloadTrigger.STARTUP, settings, mask, binder.types(),
				records.values(), records.unknown().keySet(), List.of());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(SanitizingFunction.class)
	static class SanitizingConfiguration {

		/** What users hide in other endpoints is hidden here too. */
		@Bean
		ValueMask.Rule softlandingSanitizingRules(ObjectProvider<SanitizingFunction> functions) {
			return (key, value) -> {
				SanitizableData data = new SanitizableData(null, key, value);
				for (SanitizingFunction function : functions.orderedStream().toList()) {
					SanitizableData sanitized = function.applyUnlessFiltered(data);
					if (!value.equals(sanitized.getValue())) {
						return String.valueOf(sanitized.getValue());
					}
				}
				return value;
			};
		}

	}

	/**
	 * For properties that reloads bind, and for beans that are registered at the start.
	 */
	static final class Hints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			BindableRuntimeHintsRegistrar.forTypes(ReloadProperties.class).registerHints(hints);
			hints.reflection()
				.registerType(SnapshotStore.class, MemberCategory.INVOKE_DECLARED_METHODS)
				.registerType(ReloadSignals.ReloadSignal.class, MemberCategory.INVOKE_DECLARED_CONSTRUCTORS);
		}

	}

}
