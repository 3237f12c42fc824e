/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.server.ResponseStatusException;

/**
 * A service on a real server whose routes fail.
 */
final class Shop implements AutoCloseable {

	private final HttpClient client = HttpClient.newHttpClient();

	final ConfigurableApplicationContext context;

	private Shop(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static Shop open(String... properties) {
		return open(new Class<?>[] { Application.class }, properties);
	}

	static Shop open(Class<?>[] sources, String... properties) {
		SpringApplication application = new SpringApplication(sources);
		Map<String, Object> defaults = new LinkedHashMap<>(Map.of("server.port", 0, "spring.jmx.enabled", false,
				"spring.main.banner-mode", "off", "management.endpoints.web.exposure.include", "*"));
		application.setDefaultProperties(defaults);
		return new Shop(
				application.run(Arrays.stream(properties).map((property) -> "--" + property).toArray(String[]::new)));
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
		return send("GET", path, headers);
	}

	HttpResponse<String> send(String method, String path, String... headers) throws IOException, InterruptedException {
		String port = Objects.requireNonNull(this.context.getEnvironment().getProperty("local.server.port"));
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
			.method(method, HttpRequest.BodyPublishers.noBody());
		if (headers.length > 0) {
			request.headers(headers);
		}
		return this.client.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	Map<String, Object> json(String path) throws IOException, InterruptedException {
		return JsonParserFactory.getJsonParser().parseMap(get(path).body());
	}

	long count(PanicSeverity severity, PanicSource source) {
		return bean(PanicRecorder.class).counts().of(severity, source);
	}

	Panic latest() {
		return bean(PanicRecorder.class).details().recent().get(0);
	}

	@Override
	public void close() {
		this.context.close();
	}

	/** The service. */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ Controller.class, Problems.class, FailingEndpoint.class })
	static class Application {

		/** Fails outside Spring MVC, and inside error dispatches if it is asked to. */
		@Bean
		FilterRegistrationBean<Filter> failingFilter() {
			FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>((request, response, chain) -> {
				HttpServletRequest http = (HttpServletRequest) request;
				if (http.getRequestURI().startsWith("/filter")) {
					throw new ResponseStatusException(HttpStatus.valueOf(Integer.parseInt(http.getQueryString())));
				}
				if (http.getRequestURI().equals("/error") && "yes".equals(http.getHeader("X-Fail-Error-Page"))) {
					throw new IllegalStateException("in the error page");
				}
				chain.doFilter(request, response);
			});
			registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ERROR);
			registration.setOrder(0);
			return registration;
		}

	}

	/** One of actuator's. */
	@Endpoint(id = "failing")
	static class FailingEndpoint {

		@ReadOperation
		String read() {
			throw new IllegalStateException("on purpose");
		}

	}

	/** Never loads. */
	static final class Poisoned {

		static final int VALUE = fail();

		private Poisoned() {
		}

		private static int fail() {
			throw new IllegalStateException("poisoned");
		}

	}

	/** What the application handles itself. */
	@SuppressWarnings("serial")
	static final class HandledException extends RuntimeException {

	}

	/** Says what it should be answered with. */
	@ResponseStatus(HttpStatus.NOT_FOUND)
	@SuppressWarnings("serial")
	static final class NoSuchOrderException extends RuntimeException {

	}

	/** Handles some of it. */
	@RestControllerAdvice
	static class Problems {

		@ExceptionHandler
		String handled(HandledException ex) {
			return "handled";
		}

		@ExceptionHandler
		@ResponseStatus(HttpStatus.INTERNAL_SERVER_ERROR)
		String everything(NoClassDefFoundError error) {
			return "hidden";
		}

	}

	/** Fails in many ways. */
	@RestController
	static class Controller {

		@GetMapping("/ok")
		String ok() {
			return "ok";
		}

		@GetMapping("/orders/{id}")
		String bug(@PathVariable String id) {
			throw new IllegalStateException("secret " + id);
		}

		@GetMapping("/handled")
		String handled() {
			throw new HandledException();
		}

		@GetMapping("/annotated")
		String annotated() {
			throw new NoSuchOrderException();
		}

		@GetMapping("/unavailable")
		String unavailable() {
			throw new IllegalStateException("no", new ConnectException("refused"));
		}

		@GetMapping("/overflow")
		int overflow() {
			return overflow() + 1;
		}

		@GetMapping("/poisoned")
		int poisoned() {
			return Poisoned.VALUE;
		}

		@GetMapping("/huge")
		Object huge() {
			return new long[Integer.MAX_VALUE];
		}

		@GetMapping("/interrupted")
		String interrupted() throws InterruptedException {
			throw new InterruptedException();
		}

		@GetMapping("/deferred")
		DeferredResult<String> deferred() {
			DeferredResult<String> result = new DeferredResult<>();
			new Thread(() -> result.setErrorResult(new IllegalStateException("later"))).start();
			return result;
		}

		@GetMapping("/callable")
		Callable<String> callable() {
			return () -> {
				throw new IllegalStateException("elsewhere");
			};
		}

		@GetMapping("/committed")
		void committed(HttpServletResponse response) throws IOException {
			response.setContentType("text/plain");
			response.getWriter().write("half");
			response.flushBuffer();
			throw new IllegalStateException("too late");
		}

		@GetMapping("/writer")
		void writer(HttpServletResponse response) throws IOException {
			response.setContentType("text/plain");
			response.getWriter().write("half");
			throw new IllegalStateException("in time");
		}

	}

}
