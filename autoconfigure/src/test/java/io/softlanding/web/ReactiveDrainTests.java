/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import io.softlanding.process.HttpConnection;
import io.softlanding.process.HttpConnection.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.AbstractServerHttpResponse;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.adapter.HttpWebHandlerAdapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * A drain of a WebFlux application on a real Netty, seen by real clients.
 */
@ExtendWith(OutputCaptureExtension.class)
class ReactiveDrainTests {

	private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

	private static final int BIG = 64 * 1024 * 1024;

	private final ExecutorService closer = Executors.newSingleThreadExecutor();

	private ConfigurableApplicationContext context;

	private Controller controller;

	private InFlightRequests requests;

	private int port;

	@BeforeEach
	void start() {
		this.context = NettyApplication.start(Application.class, Map.of("softlanding.drain.timeout", "6s",
				"softlanding.drain.reserve", "4s", "softlanding.web.stream-routes[/lines]", "complete"));
		this.controller = this.context.getBean(Controller.class);
		this.requests = this.context.getBean(Arrivals.class).requests();
		this.port = Integer.parseInt(this.context.getEnvironment().getProperty("local.server.port"));
	}

	@AfterEach
	void stop() {
		this.controller.release();
		this.context.close();
		this.closer.shutdown();
	}

	@Test
	void aPendingAnswerIsWaitedForWhileNobodyCanConnect(CapturedOutput output) throws Exception {
		try (HttpConnection pending = HttpConnection.get(this.port, "/pending/7");
				HttpConnection kept = HttpConnection.get(this.port, "/ready")) {
			Answer early = kept.read();
			assertThat(early.headers()).doesNotContainKey("connection");
			this.controller.serving.await();
			// The client has its answer a moment before the server knows that it is sent.
			assertThat(this.requests.awaitIdle((request) -> request.route().equals("/pending/{id}"), PATIENCE_NANOS))
				.isTrue();
			assertThat(this.requests.oldest(1)).extracting(InFlightRequest::route).containsExactly("/pending/{id}");
			Future<?> closed = this.closer.submit(this.context::close);
			this.controller.inFlight.await();
			assertThatIOException().isThrownBy(() -> HttpConnection.get(this.port, "/ready"));
			kept.send("/ready");
			Answer last = kept.read();
			assertThat(last.status()).isEqualTo(200);
			assertThat(last.headers()).containsEntry("connection", "close");
			assertThat(closed.isDone()).isFalse();
			this.controller.release();
			Answer answer = pending.read();
			assertThat(answer.text()).isEqualTo("answer 7");
			assertThat(answer.headers()).containsEntry("connection", "close");
			closed.get();
			assertThat(output).contains("IN_FLIGHT completed", "2 requests finished since the drain began",
					"No new connection on port [" + this.port + "]");
		}
	}

	@Test
	void aRequestThatComesTooLateOnAKeptConnectionIsToldSo(CapturedOutput output) throws Exception {
		try (HttpConnection kept = HttpConnection.get(this.port, "/ready")) {
			kept.read();
			this.controller.holdsBackHalf.set(true);
			Future<?> closed = this.closer.submit(this.context::close);
			this.controller.backHalf.await();
			kept.send("/ready");
			Answer answer = kept.read();
			assertThat(answer.status()).isEqualTo(503);
			assertThat(answer.headers()).containsEntry("connection", "close")
				.containsEntry("retry-after", "5")
				.containsEntry("content-type", "application/problem+json");
			assertThat(answer.text()).contains("\"status\":503");
			this.controller.release();
			closed.get();
			assertThat(output).contains("late-requests: 1 request was too late and answered with 503")
				.containsPattern("Drained in .*: partial");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/events", "/lines", "/written", "/flushed" })
	void aStreamIsEndedAfterTheEventThatIsBeingWritten(String path, CapturedOutput output) throws Exception {
		try (HttpConnection stream = HttpConnection.get(this.port, path)) {
			this.controller.serving.await();
			Future<?> closed = this.closer.submit(this.context::close);
			Answer answer = stream.read();
			assertThat(answer.status()).isEqualTo(200);
			assertThat(answer.text()).endsWith("\n").contains("event");
			assertThat(this.controller.cancelled.await(PATIENCE_NANOS, TimeUnit.NANOSECONDS)).isTrue();
			closed.get();
			assertThat(output).contains("IN_FLIGHT assumed", "1 stream told to end");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/pending/1", "/events" })
	void aRequestIsOverWhenItsClientIsGone(String path) throws Exception {
		this.requests.announce();
		try (HttpConnection client = HttpConnection.get(this.port, path)) {
			this.controller.serving.await();
			assertThat(this.requests.active()).isEqualTo(1);
		}
		assertThat(this.requests.awaitIdle((request) -> false, PATIENCE_NANOS)).isTrue();
		assertThat(this.controller.cancelled.await(PATIENCE_NANOS, TimeUnit.NANOSECONDS)).isTrue();
		assertThat(this.requests.finishedDraining()).isEqualTo(1);
	}

	@Test
	void anAnswerIsInFlightUntilItsClientHasReadIt() throws Exception {
		this.requests.announce();
		try (HttpConnection slow = HttpConnection.get(this.port, "/big")) {
			this.controller.serving.await();
			assertThat(this.requests.awaitIdle((request) -> false, TimeUnit.MILLISECONDS.toNanos(200))).isFalse();
			Answer answer = slow.read();
			assertThat(answer.body()).hasSize(BIG);
			assertThat(this.requests.awaitIdle((request) -> false, PATIENCE_NANOS)).isTrue();
			assertThat(this.requests.finishedDraining()).isEqualTo(1);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/fail", "/fail-later", "/none" })
	void anErrorIsCountedOnceAndItsAnswerIsComplete(String path) throws Exception {
		this.requests.announce();
		try (HttpConnection client = HttpConnection.get(this.port, path)) {
			Answer answer = client.read();
			assertThat(answer.status()).isIn(500, 404);
			assertThat(answer.headers()).containsEntry("connection", "close");
			assertThat(answer.text()).contains("\"path\":\"" + path + "\"");
		}
		assertThat(this.requests.awaitIdle((request) -> false, PATIENCE_NANOS)).isTrue();
		assertThat(this.requests.finishedDraining()).isEqualTo(1);
	}

	@Test
	void aRequestThatClosesTheContextIsNotWaitedFor(CapturedOutput output) throws Exception {
		try (HttpConnection client = HttpConnection.get(this.port, "/close")) {
			this.controller.closed.await();
			assertThat(output).contains("IN_FLIGHT completed", "requests: No request in flight");
		}
	}

	@Test
	void whatIsStuckAtTheDeadlineIsNamedByItsRoute(CapturedOutput output) throws Exception {
		try (HttpConnection stuck = HttpConnection.get(this.port, "/pending/7")) {
			this.controller.serving.await();
			this.context.close();
			assertThat(output).contains("IN_FLIGHT timed out", "GET /pending/{id}", "none (asynchronous)");
			assertThatIOException().isThrownBy(stuck::read);
		}
	}

	@Test
	void theApplicationSeesTheObjectsOfSpringAndNetty() throws Exception {
		assertThat(this.context.getBean(HttpHandler.class).getClass()).isSameAs(HttpWebHandlerAdapter.class);
		try (HttpConnection client = HttpConnection.get(this.port, "/types")) {
			assertThat(client.read().text())
				.isEqualTo("ReactorServerHttpRequest ReactorServerHttpResponse HttpServerOperations");
		}
	}

	@Test
	void probesAreKnownAndNotInFlight() throws Exception {
		try (HttpConnection probe = HttpConnection.get(this.port, "/actuator/health/readiness")) {
			probe.read();
			// The first is noted before the second is begun.
			probe.send("/actuator/health/readiness");
			probe.read();
		}
		assertThat(this.context.getBean(Arrivals.class).probes().recent()).isTrue();
		assertThat(this.requests.gaps().any()).isFalse();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Controller.class)
	static class Application {

		@Bean
		DrainParticipant inFlightObserver(Controller controller) {
			return new Step("in-flight-observer", DrainPhase.IN_FLIGHT, controller.inFlight::countDown);
		}

		@Bean
		DrainParticipant backHalfObserver(Controller controller) {
			return new Step("back-half-observer", DrainPhase.TRANSACTIONS, () -> {
				controller.backHalf.countDown();
				if (controller.holdsBackHalf.get()) {
					controller.released.await(PATIENCE_NANOS, TimeUnit.NANOSECONDS);
				}
			});
		}

	}

	/** What a step of the drain does in a test. */
	interface Action {

		void run() throws InterruptedException;

	}

	record Step(String name, DrainPhase phase, Action action) implements DrainParticipant {

		@Override
		public DrainResult drain(DrainContext context) throws InterruptedException {
			this.action.run();
			return DrainResult.completed("Done");
		}

	}

	/** Answers in the ways that matter. */
	@RestController
	static class Controller {

		final CountDownLatch serving = new CountDownLatch(1);

		final CountDownLatch inFlight = new CountDownLatch(1);

		final CountDownLatch backHalf = new CountDownLatch(1);

		final CountDownLatch released = new CountDownLatch(1);

		final CountDownLatch cancelled = new CountDownLatch(1);

		final CountDownLatch closed = new CountDownLatch(1);

		final AtomicBoolean holdsBackHalf = new AtomicBoolean();

		private final Sinks.Empty<Void> answers = Sinks.empty();

		private final ConfigurableApplicationContext context;

		Controller(ConfigurableApplicationContext context) {
			this.context = context;
		}

		void release() {
			this.answers.tryEmitEmpty();
			this.released.countDown();
		}

		@GetMapping("/ready")
		String ready() {
			return "ready";
		}

		@GetMapping("/types")
		String types(ServerHttpRequest request, ServerHttpResponse response) {
			Object nativeResponse = ((AbstractServerHttpResponse) response).getNativeResponse();
			return request.getClass().getSimpleName() + " " + response.getClass().getSimpleName() + " "
					+ nativeResponse.getClass().getSimpleName();
		}

		@GetMapping("/pending/{id}")
		Mono<String> pending(@PathVariable String id) {
			return this.answers.asMono()
				.thenReturn("answer " + id)
				.doOnSubscribe((subscription) -> this.serving.countDown())
				.doOnCancel(this.cancelled::countDown);
		}

		@GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<String> events() {
			return Flux.concat(Mono.just("event"), Mono.never())
				.doOnNext((event) -> this.serving.countDown())
				.doOnCancel(this.cancelled::countDown);
		}

		@GetMapping("/written")
		Mono<Void> written(ServerHttpResponse response) {
			response.getHeaders().setContentType(MediaType.TEXT_EVENT_STREAM);
			return response.writeWith(events().map(Controller::written));
		}

		@GetMapping("/flushed")
		Mono<Void> flushed(ServerHttpResponse response) {
			response.getHeaders().setContentType(MediaType.TEXT_EVENT_STREAM);
			return response.writeAndFlushWith(events().map(Controller::written).map(Mono::just));
		}

		private static DataBuffer written(String event) {
			return DefaultDataBufferFactory.sharedInstance
				.wrap(("data:" + event + "\n\n").getBytes(StandardCharsets.UTF_8));
		}

		@GetMapping(path = "/lines", produces = MediaType.APPLICATION_NDJSON_VALUE)
		Flux<Map<String, String>> lines() {
			return events().map((event) -> Map.of("name", event));
		}

		@GetMapping("/big")
		Flux<DataBuffer> big() {
			return Flux.range(0, BIG / 65536)
				.map((number) -> (DataBuffer) DefaultDataBufferFactory.sharedInstance.wrap(new byte[65536]))
				.doOnNext((buffer) -> this.serving.countDown());
		}

		@GetMapping("/fail")
		String fail() {
			throw new IllegalStateException("on purpose");
		}

		@GetMapping("/fail-later")
		Mono<String> failLater() {
			return Mono.delay(Duration.ofMillis(10)).then(Mono.error(new IOException("on purpose")));
		}

		@GetMapping("/close")
		String close() {
			this.context.close();
			this.closed.countDown();
			return "closed";
		}

	}

}
