/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.WebExceptionHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Uncaught errors and the read-only mode of WebFlux applications, on a real server.
 */
class ReactivePanicsTests {

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	@Test
	void uncaughtErrorsAreCountedOnceAndAnsweredByTheApplication() throws Exception {
		try (ConfigurableApplicationContext context = run()) {
			PanicRecorder recorder = context.getBean(PanicRecorder.class);
			HttpResponse<String> answer = send(context, "GET", "/orders/1", "traceparent",
					"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
			assertThat(answer.statusCode()).isEqualTo(500);
			assertThat(answer.body()).contains("\"path\":\"/orders/1\"");
			assertThat(recorder.counts().of(PanicSeverity.ERROR, PanicSource.REQUEST)).isEqualTo(1);
			assertThat(recorder.details().recent()).singleElement().satisfies((panic) -> {
				assertThat(panic.route()).isEqualTo("GET /orders/{id}");
				assertThat(panic.type()).isEqualTo(IllegalStateException.class.getName());
				assertThat(panic.traceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
			});
			assertThat(send(context, "GET", "/thrown").statusCode()).isEqualTo(500);
			assertThat(recorder.counts().of(PanicSeverity.ERROR, PanicSource.REQUEST)).isEqualTo(2);
		}
	}

	@ParameterizedTest
	@CsvSource({ "/handled, 200", "/handled-outside, 409", "/declared, 503", "/missing, 404", "/aborted, 500" })
	void whatTheApplicationHandlesAndWhatIsCancelledIsNoUncaughtError(String path, int status) throws Exception {
		try (ConfigurableApplicationContext context = run()) {
			assertThat(send(context, "GET", path).statusCode()).isEqualTo(status);
			assertThat(context.getBean(PanicRecorder.class).counts().total()).isZero();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "--management.server.port=0" })
	void writesAreRejectedUnlessTheirRouteIsExcepted(String management) throws Exception {
		try (ConfigurableApplicationContext context = run("--softlanding.panic.read-only.enabled=true",
				"--softlanding.panic.read-only.exceptions=POST /graphql,/search/{*rest}",
				"--management.endpoint.readonly.access=unrestricted", management)) {
			ReadOnlyMode mode = context.getBean(ReadOnlyMode.class);
			assertThat(send(context, "POST", "/write").statusCode()).isEqualTo(200);
			mode.ask(true);
			mode.tick();
			HttpResponse<String> answer = send(context, "POST", "/write");
			assertThat(answer.statusCode()).isEqualTo(503);
			assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
			assertThat(answer.headers().firstValue("Retry-After")).isPresent();
			assertThat(answer.body()).contains("\"reason\":\"read_only\"");
			assertThat(send(context, "POST", "/graphql").statusCode()).isEqualTo(200);
			assertThat(send(context, "PUT", "/graphql").statusCode()).isEqualTo(503);
			assertThat(send(context, "POST", "/search/a/b").statusCode()).isEqualTo(200);
			assertThat(send(context, "GET", "/handled").statusCode()).isEqualTo(200);
			String port = management.isEmpty() ? "local.server.port" : "local.management.port";
			assertThat(sendTo(context, port, "POST", "/actuator/readonly?mode=off", "Content-Type", "application/json")
				.statusCode()).isEqualTo(200);
			mode.tick();
			assertThat(send(context, "POST", "/write").statusCode()).isEqualTo(200);
		}
	}

	@Test
	void requestsAreCountedForReadinessWhereItIsAskedFor() throws Exception {
		try (ConfigurableApplicationContext context = run("--softlanding.panic.readiness.mode=always",
				"--softlanding.panic.readiness.panics=2", "--softlanding.panic.readiness.requests=4")) {
			PanicWindow window = context.getBean(PanicRecorder.class).window();
			send(context, "GET", "/actuator/health");
			send(context, "GET", "/handled");
			send(context, "GET", "/missing");
			assertThat(window.counts().requests()).isEqualTo(2);
			send(context, "GET", "/orders/1");
			send(context, "GET", "/thrown");
			assertThat(window.counts()).isEqualTo(new PanicWindow.Counts(2, 2, 4, 2));
			Awaitility.await()
				.untilAsserted(() -> assertThat(send(context, "GET", "/actuator/health/readiness").statusCode())
					.isEqualTo(503));
		}
	}

	private static ConfigurableApplicationContext run(String... properties) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.REACTIVE);
		application.setDefaultProperties(Map.of("server.port", 0, "spring.main.banner-mode", "off",
				"spring.jmx.enabled", false, "management.endpoint.health.probes.enabled", true,
				"management.endpoints.web.exposure.include", "*",
				// Spring Boot 4 has a management context for each server.
				"spring.main.allow-bean-definition-overriding", true));
		return application.run(Arrays.stream(properties).filter((each) -> !each.isEmpty()).toArray(String[]::new));
	}

	private HttpResponse<String> send(ConfigurableApplicationContext context, String method, String path,
			String... headers) throws IOException, InterruptedException {
		return sendTo(context, "local.server.port", method, path, headers);
	}

	private HttpResponse<String> sendTo(ConfigurableApplicationContext context, String port, String method, String path,
			String... headers) throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create("http://localhost:" + context.getEnvironment().getProperty(port) + path))
			.method(method, HttpRequest.BodyPublishers.noBody());
		if (headers.length > 0) {
			request.headers(headers);
		}
		return this.client.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	/** A service that handles some of its errors. */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Controller.class)
	static class Application {

		@Bean
		@Order(-2)
		WebExceptionHandler outside() {
			return (exchange, error) -> {
				if (!(error instanceof UnsupportedOperationException)) {
					return Mono.error(error);
				}
				exchange.getResponse().setStatusCode(HttpStatus.CONFLICT);
				return exchange.getResponse().setComplete();
			};
		}

	}

	/** Fails in many ways. */
	@RestController
	static class Controller {

		@GetMapping("/orders/{id}")
		Mono<String> bug(@PathVariable String id) {
			return Mono.error(new IllegalStateException(id));
		}

		@GetMapping("/thrown")
		Mono<String> thrown() {
			throw new IllegalStateException("at once");
		}

		@GetMapping("/handled")
		Mono<String> handled() {
			return Mono.error(new IllegalArgumentException());
		}

		@ExceptionHandler
		String handle(IllegalArgumentException ex) {
			return "handled";
		}

		@GetMapping("/handled-outside")
		Mono<String> handledOutside() {
			return Mono.error(new UnsupportedOperationException());
		}

		@GetMapping("/declared")
		Mono<String> declared() {
			return Mono.error(new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE));
		}

		@GetMapping("/aborted")
		Mono<String> aborted() {
			return Mono.error(new IllegalStateException(new AbortedException("the client is gone")));
		}

		@PostMapping({ "/write", "/graphql", "/search/a/b" })
		Mono<String> write() {
			return Mono.just("written");
		}

	}

}
