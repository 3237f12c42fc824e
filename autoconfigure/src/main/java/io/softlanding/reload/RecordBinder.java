/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.util.ArrayList;
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
import org.springframework.core.convert.ConversionService;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.validation.Validator;

/**
 * Binds and validates all reloadable records, and goes on after the first problem: who
 * corrects a file wants to know all that is wrong with it.
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

	/** Binds other classes in the same way. */
	RecordBinder of(List<ReloadableType> types, boolean validated) {
		return new RecordBinder(types, this.conversion, this.editors, validated ? List.of(this.validators) : List.of(),
				this.prefixes, this.texts);
	}

	Bound bind(ConfigurableEnvironment environment) {
		Binder binder = new Binder(ConfigurationPropertySources.get(environment),
				new PropertySourcesPlaceholdersResolver(environment), this.conversion, this.editors);
		Object[] values = new Object[this.types.size()];
		List<ReloadProblem> problems = new ArrayList<>();
		Map<String, ReloadProblem> unknown = new TreeMap<>();
		RuntimeException failure = null;
		// All beans are looked at for them: once for all unknown keys.
		Supplier<List<ConfigurationPropertyName>> known = SingletonSupplier.of(this.prefixes);
		for (int i = 0; i < values.length; i++) {
			ReloadableType type = this.types.get(i);
			try {
				values[i] = bind(binder, type, known, unknown);
			}
			catch (BindException ex) {
				problems.addAll(this.texts.unbound(ex));
				failure = (failure != null) ? failure : ex;
			}
		}
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
		// The other way round nothing would be validated: that handler asks no parent at
		// the end.
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
					// Its value is not shown: with a typing error in it, the name of a
					// secret is none.
					String key = property.getName().toString();
					unknown.put(key, this.texts.problem(key, property.getOrigin(),
							"is unknown to " + type.type().getSimpleName(), null));
				}
			}
			return bind(binder, type, new ValidationBindHandler(this.validators));
		}
	}

	/**
	 * Says whether a name is that of a reloadable record, and not of another class
	 * within.
	 */
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
