/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.DefaultMockMvcBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.resource.NoResourceFoundException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

/**
 * Requests that fail are answered and logged as without this package.
 */
class GuestRequestTests {

	private static final String WITHOUT = "spring.autoconfigure.exclude=io.softlanding.panic.PanicAutoConfiguration";

	private static final List<String> REQUESTS = List.of("/orders/7", "/orders/7 Accept=text/html", "/handled",
			"/annotated", "/nowhere", "/unavailable", "/filter?400", "/filter?401", "/filter?503", "/interrupted",
			"/deferred", "/callable", "/committed", "/writer", "/orders/7 X-Fail-Error-Page=yes", "/ok");

	@ParameterizedTest
	@ValueSource(strings = { "spring.mvc.problemdetails.enabled=false", "spring.mvc.problemdetails.enabled=true",
			"server.error.include-stacktrace=always", "server.error.whitelabel.enabled=false" })
	void responsesLogAndMetricsAreTheApplicationsOwn(String property) throws Exception {
		List<String> without = observe(WITHOUT, property);
		List<String> with = observe("spring.profiles.active=none", property);
		assertThat(with).isEqualTo(without);
		assertThat(with.subList(0, 10).toString()).doesNotContain("UncaughtErrorFilter");
		assertThat(with.toString()).contains("Servlet.service() for servlet [dispatcherServlet]",
				"java.lang.IllegalStateException: secret 7", "at io.softlanding.panic.Shop$Controller.bug");
	}

	private static List<String> observe(String... properties) throws Exception {
		List<String> observed = new ArrayList<>();
		try (Shop shop = Shop.open(properties); Log log = new Log()) {
			for (String request : REQUESTS) {
				observed.add(request + " -> " + answer(shop, request.split("[ =]")));
				observed.addAll(log.take());
			}
			Map<String, Double> meters = new TreeMap<>();
			Awaitility.await().until(() -> {
				meters.clear();
				shop.bean(MeterRegistry.class)
					.find("http.server.requests")
					.timers()
					.forEach((timer) -> meters.put(timer.getId().toString(), (double) timer.count()));
				return meters.values().stream().mapToDouble(Double::doubleValue).sum() >= REQUESTS.size();
			});
			meters.forEach((id, count) -> observed.add(id + " " + count));
		}
		return observed;
	}

	private static String answer(Shop shop, String[] request) throws InterruptedException {
		try {
			HttpResponse<String> answer = shop.get(request[0],
					(request.length > 1) ? new String[] { request[1], request[2] } : new String[0]);
			TreeMap<String, Object> headers = new TreeMap<>(answer.headers().map());
			headers.remove("date");
			return masked(answer.statusCode() + " " + headers + " " + answer.body());
		}
		catch (IOException ex) {
			return "broken off";
		}
	}

	private static String masked(String text) {
		return text.replaceAll("\\d{4}-\\d{2}-\\d{2}T[0-9:.]+", "<time>")
			.replaceAll("(?m)<div id='created'>.*?</div>", "<time>")
			.replaceAll("\\[?content-length=\\[\\d+\\]", "<length>")
			// What the virtual machine makes of reflection changes while it runs.
			.replaceAll("(\\\\[rnt]|\\s)*at (java.base/)?(jdk.internal|java.lang).reflect[^\\n\\\\]*", "")
			.replaceAll("\\$\\$Lambda[^.]*", "\\$\\$Lambda")
			.replaceAll("initialization in \\d+ ms", "initialization")
			// In the trace of an error page that fails, and nowhere else.
			.replaceAll("(?m)^\\tat org.apache.catalina.core.ApplicationFilterChain.*\\R", "")
			.replaceAll("(?m)^\\tat io.softlanding.panic.UncaughtErrorFilter.*\\R", "")
			.replaceAll("0x[0-9a-f]+|@[0-9a-f]{6,}", "<id>");
	}

	@Test
	void uncaughtErrorsAreCountedOnce() throws Exception {
		try (Shop shop = Shop.open()) {
			shop.get("/orders/7");
			assertThat(shop.latest()).satisfies((panic) -> {
				assertThat(panic.route()).isEqualTo("GET /orders/{id}");
				assertThat(panic.type()).isEqualTo("java.lang.IllegalStateException");
				assertThat(panic.thread()).startsWith("http-nio");
			});
			shop.get("/filter?401");
			shop.get("/deferred");
			shop.get("/callable");
			answer(shop, new String[] { "/committed" });
			assertThat(total(shop)).isEqualTo(5);
			shop.get("/orders/8", "X-Fail-Error-Page", "yes");
			assertThat(total(shop)).as("an error page that fails too").isEqualTo(7);
			for (String handled : List.of("/handled", "/annotated", "/nowhere", "/ok")) {
				shop.get(handled);
			}
			assertThat(total(shop)).isEqualTo(7);
		}
	}

	@Test
	void aFatalErrorCountsThoughTheApplicationHidesIt() throws Exception {
		try (Shop shop = Shop.open(new Class<?>[] { Hiding.class }, "softlanding.panic.fatal.action=log")) {
			assertThat(shop.get("/overflow").body()).isEqualTo("hidden");
			assertThat(shop.get("/ask").body()).isEqualTo("hidden");
			assertThat(total(shop)).isZero();
			assertThat(shop.get("/broken").body()).isEqualTo("hidden");
			await().untilAsserted(() -> assertThat(shop.count(PanicSeverity.FATAL, PanicSource.REQUEST)).isEqualTo(1));
			assertThat(shop.json("/actuator/panics")).containsEntry("fatal", "java.lang.InternalError");
		}
	}

	/** An application that answers whatever is thrown. */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@RestController
	static class Hiding {

		@ExceptionHandler
		String everything(Exception ex) {
			return "hidden";
		}

		@GetMapping("/overflow")
		String overflow() {
			throw new StackOverflowError();
		}

		@GetMapping("/ask")
		String ask() {
			throw new OutOfMemoryError("Java heap space");
		}

		@GetMapping("/broken")
		String broken() {
			throw new InternalError("on purpose");
		}

	}

	@Test
	void mockMvcThrowsWhatTheControllerThrows() throws Exception {
		try (Shop shop = Shop.open()) {
			MockMvc mvc = mockMvc(shop);
			assertThatExceptionOfType(ServletException.class).isThrownBy(() -> mvc.perform(get("/orders/7")))
				.withRootCauseInstanceOf(IllegalStateException.class);
			assertThat(mvc.perform(get("/handled")).andReturn().getResponse().getContentAsString())
				.isEqualTo("handled");
			assertThat(mvc.perform(get("/nowhere")).andReturn().getResolvedException())
				.isInstanceOf(NoResourceFoundException.class);
		}
	}

	private static MockMvc mockMvc(Shop shop) {
		DefaultMockMvcBuilder builder = MockMvcBuilders.webAppContextSetup((WebApplicationContext) shop.context);
		shop.context.getBeansOfType(FilterRegistrationBean.class)
			.forEach((name, registration) -> builder.addFilter(registration.getFilter(), name, Map.of(),
					registration.determineDispatcherTypes(), "/*"));
		return builder.build();
	}

	@Test
	void nothingOfItStandsBetweenTheServerAndTheApplication() {
		try (Shop shop = Shop.open()) {
			Map<String, FilterRegistrationBean<?>> ours = new TreeMap<>();
			shop.context.getBeansOfType(FilterRegistrationBean.class).forEach((name, registration) -> {
				if (registration.getFilter().getClass().getPackageName().equals("io.softlanding.panic")
						&& name.startsWith("softlanding")) {
					ours.put(name, registration);
				}
			});
			assertThat(ours).containsOnlyKeys("softlandingUncaughtErrorFilter");
			assertThat(ours.values()).allSatisfy((registration) -> assertThat(registration.determineDispatcherTypes())
				.doesNotContain(DispatcherType.REQUEST, DispatcherType.ASYNC));
		}
		try (Shop with = Shop.open(); Shop without = Shop.open(WITHOUT)) {
			assertThat(with.context.getBeanNamesForType(HandlerExceptionResolver.class))
				.isEqualTo(without.context.getBeanNamesForType(HandlerExceptionResolver.class));
		}
	}

	private static long total(Shop shop) {
		return shop.bean(PanicRecorder.class).counts().total();
	}

	/** What is logged, except by this library. */
	private static final class Log implements AutoCloseable {

		private static final Predicate<ILoggingEvent> FOREIGN = (
				event) -> !event.getLoggerName().startsWith("io.softlanding");

		private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

		private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

		Log() {
			this.appender.start();
			this.root.addAppender(this.appender);
		}

		List<String> take() {
			synchronized (this.appender) {
				List<String> lines = new ArrayList<>();
				for (ILoggingEvent event : new ArrayList<>(this.appender.list)) {
					if (FOREIGN.test(event)) {
						lines.add(masked(
								event.getLevel() + " " + event.getLoggerName() + " " + event.getFormattedMessage() + " "
										+ ThrowableProxyUtil.asString(event.getThrowableProxy())));
					}
				}
				this.appender.list.clear();
				return lines;
			}
		}

		@Override
		public void close() {
			this.root.detachAppender(this.appender);
		}

	}

}
