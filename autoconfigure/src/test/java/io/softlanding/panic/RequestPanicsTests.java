/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.handler.TracingObservationHandler;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.server.observation.ServerRequestObservationContext;
import org.springframework.mock.web.MockAsyncContext;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.filter.ServerHttpObservationFilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Panics out of requests, on a real server.
 */
class RequestPanicsTests {

	private static Shop shop;

	private long total;

	@BeforeAll
	static void open() {
		shop = Shop.open("softlanding.panic.answers=problem");
	}

	@AfterAll
	static void close() {
		shop.close();
	}

	@BeforeEach
	void count() {
		this.total = shop.bean(PanicRecorder.class).counts().total();
	}

	@Test
	void aBugIsAnsweredWithAProblemDocumentThatTellsNothing() throws Exception {
		HttpResponse<String> answer = shop.get("/orders/7?name=x");
		assertThat(answer.statusCode()).isEqualTo(500);
		assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(answer.body())
			.isEqualTo("{\"type\":\"about:blank\",\"title\":\"Internal Server Error\",\"status\":500}");
		assertThat(shop.latest()).satisfies((panic) -> {
			assertThat(panic.route()).isEqualTo("GET /orders/{id}");
			assertThat(panic.severity()).isEqualTo(PanicSeverity.ERROR);
			assertThat(panic.type()).isEqualTo("java.lang.IllegalStateException");
			assertThat(panic.thread()).startsWith("http-nio");
		});
		seen(1);
	}

	@Test
	void anotherMethodIsNoOtherRoute() throws Exception {
		shop.bean(PanicRecorder.class).window().forget();
		shop.get("/orders/7");
		shop.send("HEAD", "/orders/7");
		assertThat(shop.bean(PanicRecorder.class).window().counts().failedRequests()).isEqualTo(2);
		assertThat(shop.bean(PanicRecorder.class).window().counts().failedRoutes()).isEqualTo(1);
	}

	@Test
	void theTraceIsTakenFromTheHeaderWhenNothingElseKnowsIt() throws Exception {
		shop.get("/orders/8", "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
		assertThat(shop.latest().traceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
	}

	@Test
	void theTraceOfTheObservationIsKnownOnceItIsOver() throws Exception {
		TraceContext trace = mock(TraceContext.class);
		given(trace.traceId()).willReturn("4bf92f3577b34da6a3ce929d0e0e4736");
		Span span = mock(Span.class);
		given(span.context()).willReturn(trace);
		TracingObservationHandler.TracingContext tracing = new TracingObservationHandler.TracingContext();
		tracing.setSpan(span);
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/orders/7");
		ServerRequestObservationContext context = new ServerRequestObservationContext(request,
				new MockHttpServletResponse());
		context.put(TracingObservationHandler.TracingContext.class, tracing);
		request.setAttribute(ServerHttpObservationFilter.CURRENT_OBSERVATION_CONTEXT_ATTRIBUTE, context);
		shop.bean(RequestPanics.class).record(request, new IllegalStateException("on purpose"), true);
		assertThat(shop.latest().traceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
	}

	@Test
	void aBrowserSeesTheErrorPage() throws Exception {
		HttpResponse<String> answer = shop.get("/orders/7", "Accept", "text/html");
		assertThat(answer.statusCode()).isEqualTo(500);
		assertThat(answer.body()).contains("Whitelabel Error Page");
		seen(1);
	}

	@Test
	void whatTheApplicationHandlesIsNoPanic() throws Exception {
		assertThat(shop.get("/handled").body()).isEqualTo("handled");
		assertThat(shop.get("/annotated").statusCode()).isEqualTo(404);
		assertThat(shop.get("/nowhere").statusCode()).isEqualTo(404);
		seen(0);
	}

	@Test
	void aDependencyThatIsDownIsAnsweredWith503AndATime() throws Exception {
		HttpResponse<String> answer = shop.get("/unavailable");
		assertThat(answer.statusCode()).isEqualTo(503);
		assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
		assertThat(shop.latest().severity()).isEqualTo(PanicSeverity.UNAVAILABLE);
		seen(1);
	}

	@ParameterizedTest
	@CsvSource({ "400, EXPECTED", "404, EXPECTED", "500, ERROR", "503, UNAVAILABLE" })
	void whatAFilterThrowsIsAnsweredAsItSays(int status, PanicSeverity severity) throws Exception {
		assertThat(shop.get("/filter?" + status).statusCode()).isEqualTo(status);
		assertThat(shop.latest().severity()).isEqualTo(severity);
		seen(1);
	}

	@Test
	void anOverflowOfTheStackIsContained() throws Exception {
		assertThat(shop.get("/overflow").statusCode()).isEqualTo(500);
		assertThat(shop.latest().type()).isEqualTo("java.lang.StackOverflowError");
		assertThat(shop.latest().stack()).hasSizeLessThan(100);
		assertThat(shop.get("/ok").body()).isEqualTo("ok");
		seen(1);
	}

	@Test
	void anArrayThatNoHeapCouldHoldIsContained() throws Exception {
		assertThat(shop.get("/huge").statusCode()).isEqualTo(500);
		assertThat(shop.latest().type()).isEqualTo("java.lang.OutOfMemoryError");
		assertThat(shop.get("/ok").body()).isEqualTo("ok");
		seen(1);
	}

	@Test
	void theServerStillWorksAfterAnInterrupt() throws Exception {
		assertThat(shop.get("/interrupted").statusCode()).isEqualTo(500);
		assertThat(shop.get("/ok").body()).isEqualTo("ok");
		seen(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/deferred", "/callable" })
	void anAsynchronousRequestIsSeenOnceAndAnswered(String path) throws Exception {
		assertThat(shop.get(path).statusCode()).isEqualTo(500);
		assertThat(shop.latest().route()).isEqualTo("GET " + path);
		seen(1);
	}

	/**
	 * Only the server knows when a thread of its own fails before the filters have
	 * returned.
	 */
	@Test
	void whatAServerTellsOfAsynchronousWorkIsSeen() throws Exception {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/raw-async");
		MockHttpServletResponse response = new MockHttpServletResponse();
		request.setAsyncSupported(true);
		new PanicFilter(shop.bean(RequestPanics.class), new ProblemAnswer(Duration.ofSeconds(1))).doFilter(request,
				response, (sameRequest, sameResponse) -> sameRequest.startAsync());
		MockAsyncContext async = (MockAsyncContext) Objects.requireNonNull(request.getAsyncContext());
		for (AsyncListener listener : async.getListeners()) {
			listener.onError(new AsyncEvent(async, request, response, new IllegalStateException("elsewhere")));
		}
		assertThat(shop.latest().route()).isEqualTo("GET " + request.getHttpServletMapping().getPattern());
		seen(1);
	}

	@Test
	void aResponseThatHasBegunIsBrokenOff() {
		assertThatIOException().isThrownBy(() -> shop.get("/committed"));
		seen(1);
	}

	@Test
	void whatWasWrittenBeforeIsTakenBack() throws Exception {
		HttpResponse<String> answer = shop.get("/writer");
		assertThat(answer.statusCode()).isEqualTo(500);
		assertThat(answer.body()).startsWith("{").endsWith("500}");
		seen(1);
	}

	@Test
	void aPanicInTheErrorPageIsAnswered() throws Exception {
		HttpResponse<String> answer = shop.get("/orders/7", "Accept", "text/html", "X-Fail-Error-Page", "yes");
		assertThat(answer.statusCode()).isEqualTo(500);
		assertThat(answer.body()).startsWith("{\"type\":\"about:blank\"");
		seen(2);
	}

	@Test
	void theEndpointShowsThem() throws Exception {
		shop.get("/orders/7");
		Map<String, Object> document = shop.json("/actuator/panics");
		assertThat(document).containsKeys("total", "bySeverity", "lastMinute", "unreported");
		assertThat((List<?>) document.get("panics")).first()
			.asString()
			.contains("fingerprint", "GET /orders/{id}", "stack")
			.doesNotContain("secret");
		assertThat(shop.json("/actuator/shutdown-status")).containsKey("panics");
	}

	@Test
	void requestsToActuatorAreNotThoseOfTheApplication() throws Exception {
		try (Shop alone = Shop.open("softlanding.web.enabled=false", "server.servlet.context-path=/shop",
				"softlanding.panic.readiness.mode=always", "softlanding.panic.readiness.requests=1000")) {
			PanicWindow window = alone.bean(PanicRecorder.class).window();
			for (int i = 0; i < 20; i++) {
				alone.get("/shop/actuator/health");
			}
			assertThat(window.counts().requests()).isZero();
			alone.get("/shop/ok");
			alone.get("/shop/orders/7");
			alone.get("/shop/actuator/failing");
			assertThat(window.counts()).isEqualTo(new PanicWindow.Counts(2, 1, 2, 1));
		}
	}

	private void seen(long times) {
		assertThat(shop.bean(PanicRecorder.class).counts().total() - this.total).isEqualTo(times);
	}

}
