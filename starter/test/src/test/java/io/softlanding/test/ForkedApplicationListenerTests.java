/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The ports of an application of which several instances run.
 */
class ForkedApplicationListenerTests {

	@ParameterizedTest
	@CsvSource({ "8080, 8081, 0", "8080, -1, -1", "8080, 0, 0", "0, 0, 0", "9000, 9000, ''",
			"9000, ${server.port}, ''" })
	void theManagementPortIsFreeUnlessItIsThatOfTheServer(String server, String management, String expected) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME, new MapPropertySource(
					StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME, Map.of("server.port", "0")));
		environment.getPropertySources()
			.addLast(new MapPropertySource("application",
					Map.of("server.port", server, "management.server.port", management)));
		ForkedApplicationListener.prepare(environment);
		assertThat(environment.getProperty("management.server.port")).isEqualTo(expected);
	}

}
