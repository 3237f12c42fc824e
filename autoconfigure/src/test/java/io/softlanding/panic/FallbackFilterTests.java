/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.mock.web.MockAsyncContext;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FallbackFilter} and {@link LastGoodResponses}, on a real server.
 */
class FallbackFilterTests {

	private final Shop shop = Shop.open(new Class<?>[] { Application.class },
			"softlanding.panic.routes[GET /catalogue/{id}].circuit-breaker=catalogue",
			"softlanding.panic.routes[GET /catalogue/{id}].shared=true",
			"softlanding.panic.routes[GET /catalogue/lines/1].shared=true",
			"softlanding.panic.routes[GET /catalogue/async/{kind}].circuit-breaker=catalogue",
			"softlanding.panic.routes[GET /catalogue/async/{kind}].shared=true",
			"softlanding.panic.routes[GET /prices].response.body=[]");

	private final AtomicBoolean broken = this.shop.bean(AtomicBoolean.class);

	private final CircuitBreaker breaker = this.shop.bean(CircuitBreakerRegistry.class).circuitBreaker("catalogue");

	@AfterEach
	void close() {
		this.shop.close();
	}

	@Test
	void aRouteThatPanicsAnswersWithItsLastGoodResponse() throws Exception {
		assertThat(this.shop.get("/catalogue/1").headers().firstValue("Softlanding-Fallback")).isEmpty();
		this.broken.set(true);
		HttpResponse<String> answer = this.shop.get("/catalogue/1");
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.body()).isEqualTo("item 1 ü");
		assertThat(answer.headers().firstValue("Softlanding-Fallback")).hasValue("last-good");
		assertThat(this.shop.count(PanicSeverity.ERROR, PanicSource.REQUEST)).isEqualTo(1);
		HttpResponse<String> other = this.shop.get("/catalogue/2");
		assertThat(other.statusCode()).isEqualTo(503);
		assertThat(other.body()).isEmpty();
		assertThat(other.headers().firstValue("Softlanding-Fallback")).hasValue("empty");
		assertThat(other.headers().firstValue("Retry-After")).isPresent();
	}

	@Test
	void threePanicsInARowOpenTheBreakerOfTheApplicationsRegistry() throws Exception {
		this.shop.get("/catalogue/1");
		this.broken.set(true);
		for (int i = 0; i < 3; i++) {
			assertThat(this.breaker.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
			this.shop.get("/catalogue/1");
		}
		assertThat(this.breaker.getState()).isEqualTo(CircuitBreaker.State.OPEN);
		assertThat(this.shop.get("/catalogue/1").body()).isEqualTo("item 1 ü");
		assertThat(this.shop.count(PanicSeverity.ERROR, PanicSource.REQUEST)).isEqualTo(3);
		this.broken.set(false);
		this.breaker.transitionToHalfOpenState();
		assertThat(this.shop.get("/catalogue/1").headers().firstValue("Softlanding-Fallback")).isEmpty();
		// The next request of a connection is served when the one before has ended.
		assertThat(this.shop.get("/catalogue/1").headers().firstValue("Softlanding-Fallback")).isEmpty();
		assertThat(this.breaker.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
	}

	@Test
	void aRouteWithAFixedResponseGivesThat() throws Exception {
		this.broken.set(true);
		HttpResponse<String> answer = this.shop.get("/prices");
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.body()).isEqualTo("[]");
		assertThat(answer.headers().firstValue("Content-Type"))
			.hasValueSatisfying((type) -> assertThat(type).startsWith("application/json"));
		assertThat(answer.headers().firstValue("Softlanding-Fallback")).hasValue("static");
	}

	@Test
	void otherRoutesHaveNothingToFallBackTo() throws Exception {
		this.broken.set(true);
		assertThat(this.shop.get("/other").statusCode()).isEqualTo(500);
	}

	@Test
	void aPercentSignInAPathIsOne() throws Exception {
		assertThat(this.shop.get("/catalogue/50%25").body()).isEqualTo("item 50% ü");
		this.broken.set(true);
		assertThat(this.shop.get("/catalogue/50%25").body()).isEqualTo("item 50% ü");
		assertThat(this.shop.get("/catalogue/50%2525").headers().firstValue("Softlanding-Fallback")).hasValue("empty");
	}

	@Test
	void linesThatAWriterEndsAreKeptAsTheyWere() throws Exception {
		String lines = this.shop.get("/catalogue/lines/1").body();
		assertThat(lines.lines()).containsExactly("one", "two");
		this.broken.set(true);
		assertThat(this.shop.get("/catalogue/lines/1").body()).isEqualTo(lines);
	}

	@ParameterizedTest
	@ValueSource(strings = { "private", "cookie", "vary", "no-store" })
	void whatIsNotForEverybodyIsNotKept(String id) throws Exception {
		assertThat(this.shop.get("/catalogue/" + id).statusCode()).isEqualTo(200);
		this.broken.set(true);
		assertThat(this.shop.get("/catalogue/" + id).statusCode()).isEqualTo(503);
	}

	@Test
	void eachUseIsCountedAndTheFirstOfAWindowIsLogged() throws Exception {
		Logger logger = (Logger) LoggerFactory.getLogger(FallbackUse.class);
		ListAppender<ILoggingEvent> appender = new ListAppender<>();
		appender.start();
		logger.addAppender(appender);
		try {
			this.shop.get("/catalogue/1");
			this.broken.set(true);
			for (int i = 0; i < 4; i++) {
				this.shop.get("/catalogue/1");
			}
			this.shop.get("/catalogue/2");
			this.shop.get("/prices");
		}
		finally {
			logger.detachAppender(appender);
		}
		assertThat(used("GET /catalogue/{id}", "last-good")).isEqualTo(4);
		assertThat(used("GET /catalogue/{id}", "empty")).isEqualTo(1);
		assertThat(used("GET /prices", "static")).isEqualTo(1);
		assertThat(used("GET /catalogue/lines/1", "empty")).isZero();
		assertThat(appender.list).extracting(ILoggingEvent::getFormattedMessage)
			.hasSize(2)
			.first(InstanceOfAssertFactories.STRING)
			.matches("GET /catalogue/\\{id} was answered with fallback last-good after \\d+ms: "
					+ "java.lang.IllegalStateException");
	}

	private double used(String route, String kind) {
		return this.shop.bean(MeterRegistry.class)
			.get("softlanding.panic.fallback")
			.tags("route", route, "kind", kind)
			.functionCounter()
			.count();
	}

	@Test
	void whatIsTooLongIsNotKept() throws Exception {
		assertThat(this.shop.get("/catalogue/long").body()).hasSize(LastGoodResponses.LONGEST_BODY + 1);
		this.broken.set(true);
		assertThat(this.shop.get("/catalogue/long").statusCode()).isEqualTo(503);
	}

	@ParameterizedTest
	@ValueSource(strings = { "callable", "deferred" })
	void anAsynchronousTrialThatSucceedsClosesTheBreaker(String kind) throws Exception {
		this.breaker.transitionToOpenState();
		this.breaker.transitionToHalfOpenState();
		HttpResponse<String> answer = this.shop.get("/catalogue/async/" + kind);
		assertThat(answer.body()).isEqualTo(kind);
		assertThat(answer.headers().firstValue("Softlanding-Fallback")).isEmpty();
		await(() -> this.breaker.getState() == CircuitBreaker.State.CLOSED);
		this.broken.set(true);
		answer = this.shop.get("/catalogue/async/" + kind);
		assertThat(answer.body()).isEqualTo(kind);
		assertThat(answer.headers().firstValue("Softlanding-Fallback")).hasValue("last-good");
	}

	@ParameterizedTest
	@ValueSource(strings = { "callable", "deferred" })
	void asynchronousPanicsOpenTheBreaker(String kind) throws Exception {
		this.broken.set(true);
		for (int i = 1; i <= 3; i++) {
			HttpResponse<String> answer = this.shop.get("/catalogue/async/" + kind);
			assertThat(answer.statusCode()).isEqualTo(503);
			assertThat(answer.headers().firstValue("Softlanding-Fallback")).hasValue("empty");
			int failed = i;
			await(() -> this.breaker.getMetrics().getNumberOfFailedCalls() == failed);
		}
		await(() -> this.breaker.getState() == CircuitBreaker.State.OPEN);
		assertThat(this.breaker.getMetrics().getNumberOfFailedCalls()).as("once each").isEqualTo(3);
		assertThat(this.shop.count(PanicSeverity.ERROR, PanicSource.REQUEST)).isEqualTo(3);
	}

	/** Where a filter wraps the response, that of the server is written to past it. */
	@Test
	void whatIsWrittenPastTheFiltersIsNotKept() throws Exception {
		assertThat(this.shop.get("/catalogue/async/original").body()).isEqualTo("original");
		await(() -> this.breaker.getMetrics().getNumberOfSuccessfulCalls() == 1);
		this.broken.set(true);
		assertThat(this.shop.get("/catalogue/async/original").headers().firstValue("Softlanding-Fallback"))
			.hasValue("empty");
	}

	@Test
	void anAsynchronousRequestThatNobodyAnswersHasFailed() throws Exception {
		assertThat(this.shop.get("/catalogue/async/never").statusCode()).isEqualTo(503);
		await(() -> this.breaker.getMetrics().getNumberOfFailedCalls() == 1);
		assertThat(this.breaker.getMetrics().getNumberOfSuccessfulCalls()).isZero();
		assertThat(this.shop.get("/catalogue/async/nothing-new").body()).isEqualTo("nothing new");
		await(() -> this.breaker.getMetrics().getNumberOfSuccessfulCalls() == 1);
		assertThat(this.breaker.getMetrics().getNumberOfFailedCalls()).isEqualTo(1);
	}

	/** The server completes a request after its client has the answer. */
	private static void await(Callable<Boolean> condition) {
		Awaitility.await().dontCatchUncaughtExceptions().until(condition);
	}

	/** Only the server knows when a connection breaks. */
	@Test
	void oneWhoseClientHasGoneTeachesTheBreakerNothingAndGivesTheTrialBack() throws Exception {
		this.breaker.transitionToOpenState();
		this.breaker.transitionToHalfOpenState();
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/catalogue/async/stream");
		request.setServletPath("/catalogue/async/stream");
		request.setAsyncSupported(true);
		MockHttpServletResponse response = new MockHttpServletResponse();
		Filter inner = this.shop.context.getBean("softlandingFallbackFilter", FilterRegistrationBean.class).getFilter();
		inner.doFilter(request, response, (sameRequest, sameResponse) -> {
			assertThat(this.shop.bean(Fallbacks.class)
				.admit(request, (HttpServletResponse) sameResponse, HandlerSecurity.NONE)).isTrue();
			sameRequest.startAsync();
		});
		assertThat(this.breaker.tryAcquirePermission()).as("one trial only").isFalse();
		MockAsyncContext async = (MockAsyncContext) Objects.requireNonNull(request.getAsyncContext());
		AsyncEvent event = new AsyncEvent(async, request, response, new IOException("Broken pipe"));
		for (AsyncListener listener : async.getListeners()) {
			listener.onError(event);
		}
		for (AsyncListener listener : async.getListeners()) {
			listener.onComplete(event);
			listener.onComplete(event);
		}
		assertThat(this.breaker.getState()).isEqualTo(CircuitBreaker.State.HALF_OPEN);
		assertThat(this.breaker.tryAcquirePermission()).isTrue();
		assertThat(this.breaker.tryAcquirePermission()).as("given back once").isFalse();
		assertThat(this.shop.count(PanicSeverity.ERROR, PanicSource.REQUEST)).isZero();
	}

	@Test
	void whatFailsAfterItHasBecomeAsynchronousIsAnswered() throws Exception {
		this.broken.set(true);
		assertThat(this.shop.get("/catalogue/async/started").statusCode()).isEqualTo(503);
		assertThat(this.breaker.getMetrics().getNumberOfFailedCalls()).isEqualTo(1);
	}

	/** A service that can be broken. */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Controller.class)
	static class Application {

		@Bean
		AtomicBoolean broken() {
			return new AtomicBoolean();
		}

		@Bean
		CircuitBreakerRegistry circuitBreakerRegistry() {
			return CircuitBreakerRegistry.ofDefaults();
		}

	}

	/** Fails while it is broken. */
	@RestController
	static class Controller {

		private final AtomicBoolean broken;

		Controller(AtomicBoolean broken) {
			this.broken = broken;
		}

		@GetMapping("/catalogue/async/callable")
		Callable<String> callable() {
			return () -> {
				fail();
				return "callable";
			};
		}

		@GetMapping("/catalogue/async/deferred")
		DeferredResult<String> deferred() {
			DeferredResult<String> result = new DeferredResult<>();
			new Thread(() -> {
				try {
					fail();
					result.setResult("deferred");
				}
				catch (IllegalStateException ex) {
					result.setErrorResult(ex);
				}
			}).start();
			return result;
		}

		@GetMapping("/catalogue/async/never")
		DeferredResult<String> never() {
			return new DeferredResult<>(100L);
		}

		@GetMapping("/catalogue/async/nothing-new")
		DeferredResult<String> nothingNew() {
			return new DeferredResult<>(100L, "nothing new");
		}

		@GetMapping("/catalogue/async/original")
		void original(HttpServletRequest request) throws IOException {
			fail();
			AsyncContext context = request.startAsync();
			context.getResponse().getWriter().write("original");
			context.complete();
		}

		@GetMapping("/catalogue/async/started")
		void started(HttpServletRequest request) {
			request.startAsync();
			fail();
		}

		@GetMapping("/catalogue/{id}")
		String catalogue(@PathVariable String id, HttpServletResponse response) {
			fail();
			switch (id) {
				case "private" -> response.setHeader("Cache-Control", "private");
				case "no-store" -> response.setHeader("Cache-Control", "no-store");
				case "cookie" -> response.setHeader("Set-Cookie", "a=b");
				case "vary" -> response.setHeader("Vary", "X-Country");
				case "long" -> {
					return "x".repeat(LastGoodResponses.LONGEST_BODY + 1);
				}
				default -> {
					return "item " + id + " ü";
				}
			}
			return id;
		}

		@GetMapping("/catalogue/lines/1")
		void lines(HttpServletResponse response) throws IOException {
			fail();
			response.setContentType("text/plain");
			response.getWriter().println("one");
			response.getWriter().println("two");
		}

		@GetMapping({ "/prices", "/other" })
		String prices() {
			fail();
			return "[1]";
		}

		private void fail() {
			if (this.broken.get()) {
				throw new IllegalStateException("broken");
			}
		}

	}

}
