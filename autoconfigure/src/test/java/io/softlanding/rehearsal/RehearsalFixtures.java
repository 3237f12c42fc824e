/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.rehearsal;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import io.softlanding.drain.DrainController;
import io.softlanding.drain.DrainEndpoint;
import io.softlanding.drain.DrainPhase;
import io.softlanding.lock.LeaseRegistry;
import io.softlanding.readiness.FleetReadiness;
import io.softlanding.readiness.ReadinessGate;
import io.softlanding.report.ShutdownStatusEndpoint;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application whose fleet, leases and participants a test controls.
 */
abstract class RehearsalFixtures {

	final StubLeases leases = new StubLeases();

	final Gate gate = new Gate();

	final HttpClient client = HttpClient.newHttpClient();

	OptionalInt ready = OptionalInt.of(2);

	ConfigurableApplicationContext context;

	@AfterEach
	void close() {
		this.gate.open();
		this.leases.release();
		if (this.context != null) {
			this.context.close();
		}
	}

	void start(Class<?> fleet, String... properties) {
		this.context = new SpringApplicationBuilder(Application.class, fleet).initializers((context) -> {
			context.getBeanFactory().registerSingleton("gateQuiet", this.gate.participant(DrainPhase.QUIET_PERIOD));
			context.getBeanFactory().registerSingleton("gateInFlight", this.gate.participant(DrainPhase.IN_FLIGHT));
			context.getBeanFactory().registerSingleton("test", this);
		})
			.properties("server.port=0", "spring.jmx.enabled=false", "spring.main.banner-mode=off",
					"management.endpoints.web.exposure.include=*", "management.endpoint.drain.access=unrestricted",
					"spring.datasource.url=jdbc:h2:mem:rehearsal", "softlanding.rehearsal.enabled=true",
					"softlanding.rehearsal.observe=200ms")
			.registerShutdownHook(false)
			.run(List.of(properties).stream().map((property) -> "--" + property).toArray(String[]::new));
	}

	RehearsalRunner runner() {
		return this.context.getBean(RehearsalRunner.class);
	}

	DrainController drain() {
		return this.controller;
	}

	DrainController controller;

	RehearsalRunner started;

	String begin() {
		this.controller = this.context.isActive() ? this.context.getBean(DrainController.class) : this.controller;
		this.started = this.context.isActive() ? runner() : this.started;
		return this.started.start("anna", "10.0.0.1", null);
	}

	void awaitState(String state) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.pollInterval(Duration.ofMillis(5))
			.until(() -> this.started != null && state.equals(this.started.status().get("state")));
	}

	@SuppressWarnings("unchecked")
	Map<String, Object> last() {
		return (Map<String, Object>) this.started.status().get("last");
	}

	void assertRefused() {
		Awaitility.await().until(() -> "NONE".equals(this.started.status().get("state")));
		assertThat(this.started.status()).doesNotContainKey("last").containsKey("refused");
		assertThat(readiness()).isEmpty();
		assertThat(this.gate.reasons()).isEmpty();
	}

	Iterable<String> readiness() {
		return this.context.getBean(ReadinessGate.class).reasons();
	}

	void maintenance(DrainEndpoint.Action action, int status) {
		this.controller = this.context.getBean(DrainController.class);
		assertThat(this.context.getBean(DrainEndpoint.class).drain(SecurityContext.NONE, action).getStatus())
			.isEqualTo(status);
	}

	int get(String path) throws Exception {
		String port = this.context.getEnvironment().getProperty("local.server.port");
		return this.client
			.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
					HttpResponse.BodyHandlers.discarding())
			.statusCode();
	}

	String status(String section) throws Exception {
		return this.context.getBean(ShutdownStatusEndpoint.class).status().get(section).toString();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@RestController
	static class Application {

		final RehearsalFixtures test;

		Application(RehearsalFixtures test) {
			this.test = test;
		}

		@GetMapping("/hello")
		String hello() {
			return "hello";
		}

		@GetMapping("/slow")
		String slow() {
			this.test.gate.hang();
			return "slow";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoFleet {

		@Bean
		LeaseRegistry leases(RehearsalFixtures test) {
			return test.leases;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoLeases {

		@Bean
		FleetReadiness fleet(RehearsalFixtures test) {
			return () -> test.ready;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Fleet extends NoLeases {

		@Bean
		LeaseRegistry leases(RehearsalFixtures test) {
			return test.leases;
		}

	}

}
