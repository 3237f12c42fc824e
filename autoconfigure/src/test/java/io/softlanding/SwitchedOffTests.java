/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding;

import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications that switch one thing off.
 */
@Tag("first-leg")
@ExtendWith(OutputCaptureExtension.class)
class SwitchedOffTests {

	private static final String WITHOUT = "spring.autoconfigure.exclude=";

	private static Stream<Arguments> settings() {
		Stream<String> excluded = StreamSupport
			.stream(ImportCandidates.load(AutoConfiguration.class, null).spliterator(), false)
			.filter((name) -> name.startsWith("io.softlanding."))
			.map((name) -> WITHOUT + name);
		Stream<String> off = Stream
			.of("cache", "discovery", "drain", "lock", "panic", "rehearsal", "reload", "signals", "transaction", "web",
					"websocket", "work")
			.map((feature) -> "softlanding." + feature + ".enabled=false");
		return Stream
			.of(excluded, off,
					Stream.of("softlanding.enabled=false", "softlanding.features=drain-only",
							"softlanding.enabled=true"))
			.flatMap((each) -> each)
			.flatMap((setting) -> Stream.of(WebApplicationType.SERVLET, WebApplicationType.REACTIVE)
				.map((type) -> Arguments.of(setting, type)));
	}

	@ParameterizedTest
	@MethodSource("settings")
	void whateverIsSwitchedOffTheRestStartsAndEnds(String setting, WebApplicationType type, CapturedOutput output) {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class).web(type)
			.properties("server.port=0", "spring.jmx.enabled=false", "spring.main.banner-mode=off",
					"spring.datasource.url=jdbc:h2:mem:off", "spring.jpa.open-in-view=false",
					"management.endpoints.web.exposure.include=*", "management.endpoint.drain.access=unrestricted",
					"softlanding.drain.grace-period=30s", "softlanding.reload.watch.enabled=true",
					"softlanding.panic.read-only.enabled=true")
			.registerShutdownHook(false)
			.run("--" + setting)) {
			assertThat(context.isRunning()).isTrue();
		}
		// Tomcat has one registry for all tests of a JVM.
		assertThat(output.toString()
			.lines()
			.filter((line) -> line.matches(".*\\b(WARN|ERROR)\\b.*")
					&& !line.contains("The MBean registry cannot be disabled")))
			.isEmpty();
		if (setting.startsWith(WITHOUT) && !setting.contains(".drain.")) {
			assertThat(output.toString().contains("Exit report: ")).isEqualTo(!setting.contains(".report."));
			assertThat(output).contains("IN_FLIGHT ");
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
