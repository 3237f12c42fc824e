/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HealthGroups}.
 */
@ExtendWith(OutputCaptureExtension.class)
class HealthGroupsTests {

	private static final String HEALTH = "/actuator/health";

	private static final String PROBES = "--management.endpoint.health.probes.enabled=true";

	@Test
	void aReadinessGroupWithoutReadinessStateIsFoundAtStartUp(CapturedOutput output) {
		try (ConfigurableApplicationContext context = start(PROBES,
				"--management.endpoint.health.group.readiness.include=diskSpace")) {
			assertThat(output).contains("WARN")
				.contains("Health group 'readiness' does not include readinessState")
				.contains("Add readinessState to management.endpoint.health.group.readiness.include");
			assertThat(paths(context).knowsReadiness(HEALTH + "/readiness")).isFalse();
		}
	}

	@Test
	void groupsThatKnowReadinessAreNotWarnedOf(CapturedOutput output) {
		try (ConfigurableApplicationContext context = start(PROBES,
				"--management.endpoint.health.group.readiness.include=readinessState,diskSpace")) {
			assertThat(output).doesNotContain("does not include");
		}
		try (ConfigurableApplicationContext context = start(PROBES)) {
			assertThat(output).doesNotContain("does not include");
		}
		try (ConfigurableApplicationContext context = start("--spring.main.lazy-initialization=true", PROBES)) {
			assertThat(output).doesNotContain("does not include");
		}
	}

	@Test
	void theContributorOfSoftlandingKnowsReadiness(CapturedOutput output) {
		try (ConfigurableApplicationContext context = start(PROBES, "--management.health.softlanding.enabled=true",
				"--management.endpoint.health.group.readiness.include=softlanding")) {
			assertThat(output).doesNotContain("does not include");
		}
	}

	@ParameterizedTest
	@CsvSource({ "/actuator/health/readiness, true", "/actuator/health, true", "/actuator/health/, true",
			"/actuator/health/liveness, false", "/readyz, true", "/actuator/health/readinessState, true",
			"/actuator/health/diskSpace, false", "/actuator/health/unknown, false", "/actuator/health/disk, false" })
	void pathsAreKnown(String path, boolean known) {
		try (ConfigurableApplicationContext context = start(PROBES,
				"--management.endpoint.health.probes.add-additional-paths=true",
				"--management.endpoint.health.group.disk.include=diskSpace")) {
			assertThat(paths(context).knowsReadiness(path)).isEqualTo(known);
		}
	}

	@Test
	void theWholeOfHealthDoesNotKnowReadinessWithoutItsContributor() {
		try (ConfigurableApplicationContext context = start("--management.endpoint.health.probes.enabled=false")) {
			assertThat(paths(context).knowsReadiness(HEALTH)).isFalse();
			assertThat(paths(context).knowsReadiness(HEALTH + "/readiness")).isFalse();
		}
	}

	@Test
	void aRefusalIsWhatTheApplicationMapsIt() {
		try (ConfigurableApplicationContext context = start(PROBES)) {
			assertThat(refusals(context, HEALTH)).containsExactly(503);
		}
		try (ConfigurableApplicationContext context = start(PROBES,
				"--management.endpoint.health.status.http-mapping.out-of-service=418",
				"--management.endpoint.health.status.http-mapping.down=500",
				"--management.endpoint.health.group.own.include=readinessState",
				"--management.endpoint.health.group.own.status.http-mapping.down=599",
				"--management.endpoint.health.group.own.status.http-mapping.out-of-service=299")) {
			assertThat(refusals(context, HEALTH)).containsExactly(418, 500);
			assertThat(refusals(context, HEALTH + "/own")).containsExactly(299, 599);
		}
	}

	@Test
	void aProberIsRefusedWithTheStatusThatTheApplicationMaps() throws Exception {
		try (ConfigurableApplicationContext context = start(PROBES,
				"--management.endpoint.health.status.http-mapping.out-of-service=418",
				"--management.endpoint.health.group.own.include=readinessState")) {
			context.getBean(io.softlanding.readiness.ReadinessGate.class).hold("test");
			String port = context.getEnvironment().getRequiredProperty("local.server.port");
			assertThat(HttpClient.newHttpClient()
				.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + HEALTH + "/own")).build(),
						HttpResponse.BodyHandlers.discarding())
				.statusCode()).isEqualTo(418);
			assertThat(context.getBean(Arrivals.class).probes().status().get("most")).asString()
				.contains("refusedInRow=1");
		}
	}

	private static List<Integer> refusals(ConfigurableApplicationContext context, String path) {
		List<Integer> refusals = new ArrayList<>();
		for (int status = 200; status < 600; status++) {
			if (paths(context).isRefusal(path, status)) {
				refusals.add(status);
			}
		}
		return refusals;
	}

	private static HealthPaths paths(ConfigurableApplicationContext context) {
		return context.getBean(HealthPaths.class);
	}

	private static ConfigurableApplicationContext start(String... args) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setDefaultProperties(
				Map.of("server.port", 0, "spring.jmx.enabled", false, "spring.main.banner-mode", "off"));
		return application.run(args);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
