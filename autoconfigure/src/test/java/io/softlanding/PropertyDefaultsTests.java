/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding;

import java.lang.reflect.Field;
import java.util.List;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.beans.factory.aot.AotServices;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Records of properties know what they are when nothing is set.
 */
class PropertyDefaultsTests {

	private static Stream<Class<?>> records() {
		return new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
			.importPackages("io.softlanding")
			.stream()
			.filter((type) -> type.isAnnotatedWith(ConfigurationProperties.class))
			.map(JavaClass::reflect)
			.filter((type) -> ReflectionUtils.findField(type, "DEFAULTS") != null);
	}

	@ParameterizedTest
	@MethodSource("records")
	void defaultsAreThoseOfTheAnnotations(Class<?> type) throws IllegalAccessException {
		Field defaults = ReflectionUtils.findField(type, "DEFAULTS");
		defaults.setAccessible(true);
		assertThat(defaults.get(null)).isEqualTo(new Binder(new MapConfigurationPropertySource())
			.bindOrCreate(type.getAnnotation(ConfigurationProperties.class).value(), type));
	}

	@ParameterizedTest
	@MethodSource("records")
	void recordsCanBeBoundInANativeImage(Class<?> type) {
		RuntimeHints hints = new RuntimeHints();
		AotServices.factories()
			.load(RuntimeHintsRegistrar.class)
			.stream()
			.filter((registrar) -> registrar.getClass().getName().startsWith("io.softlanding."))
			.forEach((registrar) -> registrar.registerHints(hints, getClass().getClassLoader()));
		assertThat(RuntimeHintsPredicates.reflection().onConstructor(type.getDeclaredConstructors()[0]).invoke())
			.accepts(hints);
	}

	@Test
	void allButThoseOfReloadHaveDefaults() {
		assertThat(records().map(Class::getSimpleName)).containsExactlyInAnyOrderElementsOf(List.of("CacheProperties",
				"DiscoveryProperties", "DrainProperties", "LockProperties", "PanicProperties", "SignalProperties",
				"TransactionProperties", "WebProperties", "WorkProperties"));
	}

}
