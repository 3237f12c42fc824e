/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import io.softlanding.report.ReportAutoConfiguration;
import java.util.ArrayList;
import java.util.List;

import io.softlanding.inflight.ManagementRequests;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.config.InvalidConfigurationException;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.drain.DrainController;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.WebServerFactory;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;
import org.springframework.web.server.WebHandler;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReactiveWebAutoConfiguration}.
 */
class ReactiveWebAutoConfigurationTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(DrainAutoConfiguration.class,
			ReportAutoConfiguration.class, WebAutoConfiguration.class, ReactiveWebAutoConfiguration.class);

	private final ReactiveWebApplicationContextRunner runner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS);

	@Test
	void requestsAreTrackedByDefault() {
		this.runner.run((context) -> assertThat(context).hasNotFailed()
			.hasSingleBean(Arrivals.class)
			.hasBean("softlandingRequestParts")
			.doesNotHaveBean(HttpHandlerDecoratorFactory.class)
			.hasSingleBean(NettyServer.class)
			.hasSingleBean(TomcatServer.class)
			.hasBean("softlandingNettyIntakeParticipant")
			.hasSingleBean(HealthGroups.class)
			.hasSingleBean(WebMetrics.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "softlanding.enabled=false", "softlanding.web.enabled=false",
			"softlanding.drain.enabled=false" })
	void nothingIsThereWhenItIsSwitchedOff(String property) {
		this.runner.withPropertyValues(property)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(Arrivals.class)
				.doesNotHaveBean(NettyServer.class));
	}

	@Test
	void aServletApplicationHasNothingReactive() {
		new WebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(Arrivals.class)
				.doesNotHaveBean(NettyServer.class));
	}

	/** Netty is there for its client; Jetty has customizers of another kind. */
	@Test
	void theFactoryOfAnotherServerIsLeftAlone() {
		OtherServerFactory factory = new OtherServerFactory();
		this.runner
			.run((context) -> context.getBean("softlandingNettyCustomizer", ServerCustomizer.class).customize(factory));
		assertThat(factory.customizers).isEmpty();
	}

	/** Looks like that of Jetty. */
	public static final class OtherServerFactory implements WebServerFactory {

		private final List<OtherCustomizer> customizers = new ArrayList<>();

		/**
		 * Adds what customizes the other server.
		 * @param customizers any
		 */
		public void addServerCustomizers(OtherCustomizer... customizers) {
			this.customizers.addAll(List.of(customizers));
		}

	}

	/** Customizes the other server. */
	public interface OtherCustomizer {

		void customize(Object server);

	}

	@Test
	void worksWithoutNetty() {
		this.runner.withClassLoader(new FilteredClassLoader(HttpServer.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasBean("softlandingRequestParts")
				.doesNotHaveBean(NettyServer.class));
	}

	/** As in a test of an application that starts no server. */
	@Test
	void aRequestWithoutAServerIsAnsweredAndNotCounted() {
		this.runner
			.withBean(WebHttpHandlerBuilder.WEB_HANDLER_BEAN_NAME, WebHandler.class,
					() -> (exchange) -> exchange.getResponse().setComplete())
			.run((context) -> {
				MockServerHttpResponse response = new MockServerHttpResponse();
				WebHttpHandlerBuilder.applicationContext(context)
					.build()
					.handle(MockServerHttpRequest.get("/orders").build(), response)
					.block();
				assertThat(response.isCommitted()).isTrue();
				assertThat(context.getBean(Arrivals.class).requests().gaps().any()).isFalse();
			});
	}

	@Test
	void worksWithoutActuatorMicrometerAndServlets() {
		this.runner
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate",
					MeterBinder.class.getPackageName(), "jakarta.servlet", "org.apache.catalina"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasBean("softlandingRequestParts")
				.doesNotHaveBean(ManagementRequests.class)
				.doesNotHaveBean(WebMetrics.class));
	}

	@Test
	void nothingIsThereWithoutWebFlux() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.web.reactive", "reactor.netty"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(DrainController.class)
				.doesNotHaveBean(Arrivals.class));
	}

	@Test
	void anImpossibleTimeStopsStartUp() {
		this.runner.withPropertyValues("softlanding.web.retry-after=-1s")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationException.class));
	}

}
