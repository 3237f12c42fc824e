/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.softlanding.config.InvalidConfigurationException;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.inflight.OpenConnections;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.web.reactive.socket.WebSocketHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WebSocketAutoConfiguration}. Those of servlet applications are in
 * sample-app/workloads, which has spring-websocket.
 */
class WebSocketAutoConfigurationTests {

	private final ReactiveWebApplicationContextRunner runner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DrainAutoConfiguration.class, WebSocketAutoConfiguration.class));

	@Test
	void sessionsOfNettyAreClosed() {
		this.runner.withBean(OpenConnections.class, () -> (action) -> true).run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(SessionsParticipant.class);
			SimpleMeterRegistry registry = new SimpleMeterRegistry();
			context.getBean(WebSocketMetrics.class).bindTo(registry);
			assertThat(registry.get("softlanding.websocket.open").gauge().value()).isZero();
			assertThat(registry.get("softlanding.websocket.closed").functionCounter().count()).isZero();
			assertThat(registry.get("softlanding.websocket.refused").functionCounter().count()).isZero();
		});
	}

	@Test
	void withoutTheLibraryThereIsNothing() {
		this.runner.withClassLoader(new FilteredClassLoader(WebSocketHandler.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(SessionsParticipant.class)
				.doesNotHaveBean(WebSocketMetrics.class));
		new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DrainAutoConfiguration.class, WebSocketAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SessionsParticipant.class));
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DrainAutoConfiguration.class, WebSocketAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SessionsParticipant.class));
	}

	@Test
	void propertySwitchesItOff() {
		this.runner.withPropertyValues("softlanding.websocket.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SessionsParticipant.class));
	}

	@Test
	void invalidRateAndCodeAreRefused() {
		this.runner.withPropertyValues("softlanding.websocket.close-rate=0")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessage("softlanding.websocket.close-rate is 0, but must be at least 1."));
		this.runner.withPropertyValues("softlanding.websocket.close-code=1006")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessage("softlanding.websocket.close-code is 1006, but must be 1001 or 1012."));
	}

}
