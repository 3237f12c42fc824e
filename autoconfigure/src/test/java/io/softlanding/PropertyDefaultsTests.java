/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding;

import java.lang.reflect.Field;
import java.util.List;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Records of properties know what they are when nothing is set.
 */
class PropertyDefaultsTests {

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages("io.softlanding");

	private static Stream<Class<?>> records() {
		return CLASSES.stream()
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
		assertThat(CLASSES.stream()
			.filter((configuration) -> configuration.isAnnotatedWith(RegisterReflectionForBinding.class))
			.map(JavaClass::reflect)
			.flatMap((configuration) -> Stream
				.of(configuration.getAnnotation(RegisterReflectionForBinding.class).value())))
			.contains(type);
	}

	@Test
	void allButThoseOfReloadHaveDefaults() {
		assertThat(records().map(Class::getSimpleName)).containsExactlyInAnyOrderElementsOf(List.of("CacheProperties",
				"DiscoveryProperties", "DrainProperties", "GrpcProperties", "JobProperties", "LockProperties",
				"PanicProperties", "RSocketProperties", "RehearsalProperties", "SignalProperties",
				"TransactionProperties", "WebProperties", "WebSocketProperties", "WorkProperties"));
	}

}
