/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.PropertyEditorRegistry;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.bind.validation.ValidationBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.validation.Validator;
import org.springframework.validation.annotation.Validated;

/**
 * Binds and validates all reloadable records, and finds all problems at once.
 */
final class RecordBinder {

	private final List<ReloadableType> types;

	private final ConversionService conversion;

	private final Consumer<PropertyEditorRegistry> editors;

	private final Validator[] validators;

	/** Prefixes of all configuration classes of the application, known once it runs. */
	private final Supplier<List<ConfigurationPropertyName>> prefixes;

	private final ProblemTexts texts;

	RecordBinder(List<ReloadableType> types, ConversionService conversion, Consumer<PropertyEditorRegistry> editors,
			List<Validator> validators, Supplier<List<ConfigurationPropertyName>> prefixes, ProblemTexts texts) {
		this.types = types;
		this.conversion = conversion;
		this.editors = editors;
		this.validators = validators.toArray(Validator[]::new);
		this.prefixes = prefixes;
		this.texts = texts;
	}

	List<ReloadableType> types() {
		return this.types;
	}

	/** Binds another class, which is validated as Spring Boot does. */
	RecordBinder of(ReloadableType type) {
		boolean validated = AnnotatedElementUtils.hasAnnotation(type.type(), Validated.class);
		return new RecordBinder(List.of(type), this.conversion, this.editors,
				validated ? List.of(this.validators) : List.of(), this.prefixes, this.texts);
	}

	Bound bind(ConfigurableEnvironment environment) {
		Binder binder = new Binder(ConfigurationPropertySources.get(environment),
				new PropertySourcesPlaceholdersResolver(environment), this.conversion, this.editors);
		Object[] values = new Object[this.types.size()];
		List<ReloadProblem> problems = new ArrayList<>();
		Map<String, ReloadProblem> unknown = new TreeMap<>();
		// Records may have the same prefix, each with some of its keys.
		Map<String, Integer> strangers = new HashMap<>();
		RuntimeException failure = null;
		Supplier<List<ConfigurationPropertyName>> known = SingletonSupplier.of(this.prefixes);
		for (int i = 0; i < values.length; i++) {
			ReloadableType type = this.types.get(i);
			try {
				Map<String, ReloadProblem> its = new TreeMap<>();
				values[i] = bind(binder, type, known, its);
				unknown.putAll(its);
				its.keySet().forEach((key) -> strangers.merge(key, 1, Integer::sum));
			}
			catch (BindException ex) {
				problems.addAll(this.texts.unbound(ex));
				failure = (failure != null) ? failure : ex;
			}
		}
		unknown.keySet().removeIf((key) -> {
			ConfigurationPropertyName name = ConfigurationPropertyName.adapt(key, '.');
			return this.types.stream()
				.filter((type) -> type.covers(name) && !belongsToAnother(name, type, known.get()))
				.count() > strangers.getOrDefault(key, 0);
		});
		return new Bound(values, problems, failure, unknown);
	}

	/**
	 * The result of binding.
	 *
	 * @param values the records, in the order of their types; {@code null} where one
	 * could not be bound
	 * @param problems why
	 * @param failure the first failure, as Spring Boot throws it
	 * @param unknown keys under the prefixes of the records that no record has
	 */
	record Bound(@Nullable Object[] values, List<ReloadProblem> problems, @Nullable RuntimeException failure,
			Map<String, ReloadProblem> unknown) {
	}

	private static Object bind(Binder binder, ReloadableType type, BindHandler handler) {
		return binder.bindOrCreate(type.prefix(), Bindable.of(type.type()), handler);
	}

	private Object bind(Binder binder, ReloadableType type, Supplier<List<ConfigurationPropertyName>> known,
			Map<String, ReloadProblem> unknown) {
		// As the parent: it would not call one that validates.
		BindHandler strict = new NoUnboundElementsBindHandler(BindHandler.DEFAULT, new UnboundElementsSourceFilter());
		try {
			return bind(binder, type, new ValidationBindHandler(strict, this.validators));
		}
		catch (BindException ex) {
			if (!(ex.getCause() instanceof UnboundConfigurationPropertiesException unbound)) {
				throw ex;
			}
			for (ConfigurationProperty property : unbound.getUnboundProperties()) {
				if (!belongsToAnother(property.getName(), type, known.get())) {
					// Without its value: it may be a secret whose key is mistyped.
					String key = property.getName().toString();
					unknown.put(key, this.texts.problem(key, property.getOrigin(),
							"is unknown to " + type.type().getSimpleName(), null));
				}
			}
			return bind(binder, type, new ValidationBindHandler(this.validators));
		}
	}

	/** Whether a key is that of a record, and not of another class below its prefix. */
	Predicate<ConfigurationPropertyName> bound() {
		List<ConfigurationPropertyName> known = this.prefixes.get();
		return (name) -> this.types.stream()
			.anyMatch((type) -> type.covers(name) && !belongsToAnother(name, type, known));
	}

	private static boolean belongsToAnother(ConfigurationPropertyName name, ReloadableType type,
			List<ConfigurationPropertyName> prefixes) {
		return prefixes.stream()
			.anyMatch((prefix) -> type.prefix().isAncestorOf(prefix)
					&& (prefix.equals(name) || prefix.isAncestorOf(name)));
	}

}
