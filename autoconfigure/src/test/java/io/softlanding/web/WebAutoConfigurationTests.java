/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import io.softlanding.inflight.WorkSource;
import io.softlanding.report.ReportAutoConfiguration;
import io.softlanding.report.StatusSection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Objects;

import io.softlanding.inflight.ManagementRequests;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.config.InvalidConfigurationException;
import io.softlanding.config.LocalBeans;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.drain.DrainController;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.handler.MappedInterceptor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WebAutoConfiguration}.
 */
class WebAutoConfigurationTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(DrainAutoConfiguration.class,
			ReportAutoConfiguration.class, WebAutoConfiguration.class);

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS);

	@Test
	void requestsAreTrackedByDefault() {
		this.runner.run((context) -> assertThat(context).hasNotFailed()
			.hasSingleBean(Arrivals.class)
			.hasSingleBean(WorkSource.class)
			.hasBean("softlandingRequestParts")
			.hasBean("softlandingTomcatServer")
			.hasSingleBean(HealthGroups.class)
			.hasSingleBean(MappedInterceptor.class)
			.hasSingleBean(WebMetrics.class));
	}

	/** They need not end. */
	@Test
	void requestsOfMockMvcAreNotTracked() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(Filter.class)
			.doesNotHaveBean(FilterRegistrationBean.class)
			.hasSingleBean(InFlightFilter.Registration.class));
	}

	@Test
	void theStatusHasRequestsAndProbers() {
		this.runner.run((context) -> assertThat(LocalBeans
			.of((ConfigurableApplicationContext) context.getSourceApplicationContext(), StatusSection.class))
			.extracting(StatusSection::name)
			.contains("inFlight", "probers"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "softlanding.enabled=false", "softlanding.web.enabled=false",
			"softlanding.drain.enabled=false" })
	void nothingIsThereWhenItIsSwitchedOff(String property) {
		this.runner.withPropertyValues(property)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(Arrivals.class)
				.doesNotHaveBean(InFlightFilter.Registration.class)
				.doesNotHaveBean(TomcatServer.class)
				.doesNotHaveBean(WebMetrics.class));
	}

	@Test
	void nothingIsThereWithoutAServer() {
		new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(DrainController.class)
				.doesNotHaveBean(Arrivals.class));
	}

	@Test
	void nothingIsThereWithoutServlets() {
		new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withClassLoader(new FilteredClassLoader(Filter.class.getPackageName(), "org.apache.catalina",
					"org.springframework.web"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(DrainController.class)
				.doesNotHaveBean(Arrivals.class));
	}

	@Test
	void worksWithoutTomcat() {
		this.runner.withClassLoader(new FilteredClassLoader(Tomcat.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasBean("softlandingRequestParts")
				.doesNotHaveBean(TomcatServer.class)
				.doesNotHaveBean("softlandingTomcatServer"));
	}

	@Test
	void worksWithoutWebMvc() {
		this.runner.withClassLoader(new FilteredClassLoader(MappedInterceptor.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasBean("softlandingRequestParts")
				.doesNotHaveBean(MappedInterceptor.class));
	}

	@Test
	void worksWithoutActuator() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasBean("softlandingRequestParts")
				.doesNotHaveBean(ManagementRequests.class));
	}

	@Test
	void worksWithoutMicrometer() {
		this.runner.withClassLoader(new FilteredClassLoader(MeterBinder.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasBean("softlandingRequestParts")
				.doesNotHaveBean(WebMetrics.class));
	}

	@ParameterizedTest
	@CsvSource({ "quiet-period.min=61s, quiet-period.min is 61s", "quiet-period.min=-1s, quiet-period.min is -1s",
			"quiet-period.settle=-1s, quiet-period.settle is -1s", "quiet-period.max=-1s, quiet-period.max is -1s",
			"retry-after=-1s, retry-after is -1s" })
	void anImpossibleTimeStopsStartUp(String property, String message) {
		this.runner.withPropertyValues("softlanding.web." + property).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageStartingWith("softlanding.web." + message);
		});
	}

	@Test
	void requestsOfTheApplicationCountAndThoseToActuatorDoNot() throws Exception {
		try (ConfigurableApplicationContext context = start()) {
			assertThat(get(context, "/inflight")).isEqualTo("1 /inflight");
			assertThat(get(context, "/actuator/health")).contains("UP");
			assertThat(context.getBean(Arrivals.class).requests().active()).isZero();
			assertThat(context.getBean(Arrivals.class).probes().recent()).isTrue();
		}
	}

	@Test
	void theApplicationSeesTheObjectsOfTomcat() throws Exception {
		try (ConfigurableApplicationContext context = start()) {
			assertThat(get(context, "/types"))
				.isEqualTo("org.apache.catalina.connector.RequestFacade org.apache.catalina.connector.ResponseFacade");
		}
	}

	@Test
	void whatLooksLikeActuatorCountsWhenActuatorHasAPortOfItsOwn() throws Exception {
		try (ConfigurableApplicationContext context = start("--management.server.port=0",
				"--management.endpoints.web.base-path=/", "--management.endpoints.web.exposure.include=*")) {
			assertThat(get(context, "/info")).isEqualTo("1 /info");
		}
	}

	@Test
	void anAdditionalPathOfHealthIsAProbeThoughActuatorHasAPortOfItsOwn() throws Exception {
		try (ConfigurableApplicationContext context = start("--management.server.port=0",
				"--management.endpoint.health.probes.enabled=true",
				"--management.endpoint.health.probes.add-additional-paths=true")) {
			get(context, "/livez");
			assertThat(context.getBean(Arrivals.class).probes().recent()).isFalse();
			get(context, "/readyz");
			assertThat(context.getBean(Arrivals.class).probes().recent()).isTrue();
			assertThat(context.getBean(Arrivals.class).requests().gaps().any()).isFalse();
		}
	}

	private static ConfigurableApplicationContext start(String... args) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setDefaultProperties(
				Map.of("server.port", 0, "spring.jmx.enabled", false, "spring.main.banner-mode", "off"));
		return application.run(args);
	}

	private static String get(ConfigurableApplicationContext context, String path) throws Exception {
		String port = Objects.requireNonNull(context.getEnvironment().getProperty("local.server.port"));
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
					HttpResponse.BodyHandlers.ofString())
			.body();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Controller.class)
	static class Application {

		/** Before all others. */
		@Bean
		FilterRegistrationBean<Filter> typesFilter() {
			FilterRegistrationBean<Filter> filter = new FilterRegistrationBean<>((request, response, chain) -> {
				request.setAttribute("types", request.getClass().getName() + " " + response.getClass().getName());
				chain.doFilter(request, response);
			});
			filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
			return filter;
		}

	}

	/** Says what is in flight. */
	@RestController
	static class Controller {

		private final InFlightRequests requests;

		Controller(Arrivals arrivals) {
			this.requests = arrivals.requests();
		}

		@GetMapping("/types")
		String types(HttpServletRequest request) {
			return (String) request.getAttribute("types");
		}

		@GetMapping({ "/inflight", "/info" })
		String inFlight() {
			return this.requests.active() + " "
					+ this.requests.oldest(1).stream().map(InFlightRequest::route).findFirst().orElse("none");
		}

	}

}
