/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpServletResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.ServletListenerRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.server.WebFilter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

import static org.assertj.core.api.Assertions.assertThat;

class CancelledRequestsTests {

	private static final String LONG = "x".repeat(8 * 1024 * 1024);

	@ParameterizedTest
	@CsvSource({ "stream, application", "stream, problem", "text, application", "text, problem", "wrapped, application",
			"wrapped, problem", "body, application", "body, problem", "emitter, application", "emitter, problem",
			"deferred, application", "deferred, problem", "callable, application", "callable, problem",
			"cancelled, application", "cancelled, problem", "upload, application", "upload, problem" })
	void aServletRequestWhoseClientIsGoneIsNoUncaughtError(String kind, String answers) throws Exception {
		try (Shop shop = Shop.open(new Class<?>[] { Servlets.class }, "softlanding.panic.answers=" + answers)) {
			abort(shop.context, kind);
			PanicRecorder recorder = shop.bean(PanicRecorder.class);
			assertThat(recorder.details().recent()).isEmpty();
			assertThat(recorder.counts().total()).isZero();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "stream", "text", "mono", "cancelled", "upload" })
	void aReactiveRequestWhoseClientIsGoneIsNoUncaughtError(String kind) throws Exception {
		SpringApplication application = new SpringApplication(Reactive.class);
		application.setWebApplicationType(WebApplicationType.REACTIVE);
		try (ConfigurableApplicationContext context = application.run("--server.port=0", "--spring.jmx.enabled=false",
				"--spring.main.banner-mode=off")) {
			abort(context, kind);
			PanicRecorder recorder = context.getBean(PanicRecorder.class);
			assertThat(recorder.details().recent()).isEmpty();
			assertThat(recorder.counts().total()).isZero();
		}
	}

	/** Sends a request and resets the connection as soon as its handler runs. */
	private static void abort(ConfigurableApplicationContext context, String kind) throws Exception {
		Progress progress = context.getBean(Progress.class);
		int port = Integer.parseInt(String.valueOf(context.getEnvironment().getProperty("local.server.port")));
		try (Socket socket = new Socket("localhost", port)) {
			socket.setOption(StandardSocketOptions.SO_LINGER, 0);
			String request = kind.equals("upload")
					? "POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\nbegin"
					: "GET /%s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(kind);
			socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
			assertThat(progress.begun.await(30, TimeUnit.SECONDS)).as("begun").isTrue();
		}
		progress.aborted.countDown();
		assertThat(progress.ended.await(30, TimeUnit.SECONDS)).as("ended").isTrue();
	}

	static final class Progress {

		final CountDownLatch begun = new CountDownLatch(1);

		final CountDownLatch aborted = new CountDownLatch(1);

		final CountDownLatch ended = new CountDownLatch(1);

		/**
		 * Waits for the abort after Tomcat's thread is free. If a write fails earlier on
		 * another thread, Tomcat may lose the end of the request, with or without us.
		 */
		void awaitAbort(Thread container) {
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.until(() -> Stream.of(container.getStackTrace())
					.anyMatch((frame) -> frame.getClassName().endsWith(".TaskQueue")));
			awaitAbort();
		}

		void awaitAbort() {
			this.begun.countDown();
			try {
				assertThat(this.aborted.await(30, TimeUnit.SECONDS)).isTrue();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(ServletController.class)
	static class Servlets {

		@Bean
		Progress progress() {
			return new Progress();
		}

		/** The server destroys a request after the dispatch to an error page. */
		@Bean
		ServletListenerRegistrationBean<ServletRequestListener> requests(Progress progress) {
			return new ServletListenerRegistrationBean<>(new ServletRequestListener() {

				@Override
				public void requestInitialized(ServletRequestEvent event) {
					if (event.getServletRequest().getContentLengthLong() > 0) {
						progress.begun.countDown();
					}
				}

				@Override
				public void requestDestroyed(ServletRequestEvent event) {
					progress.ended.countDown();
				}

			});
		}

	}

	@RestController
	static class ServletController {

		private final Progress progress;

		ServletController(Progress progress) {
			this.progress = progress;
		}

		@GetMapping("/stream")
		void stream(HttpServletResponse response) throws IOException {
			this.progress.awaitAbort();
			writeForever(response.getOutputStream());
		}

		@GetMapping("/text")
		String text() {
			this.progress.awaitAbort();
			return LONG;
		}

		@GetMapping("/wrapped")
		void wrapped(HttpServletResponse response) {
			this.progress.awaitAbort();
			try {
				writeForever(response.getOutputStream());
			}
			catch (IOException ex) {
				throw new IllegalStateException("Could not write", ex);
			}
		}

		@GetMapping("/body")
		StreamingResponseBody body() {
			Thread container = Thread.currentThread();
			return (output) -> {
				this.progress.awaitAbort(container);
				writeForever(output);
			};
		}

		@GetMapping("/emitter")
		SseEmitter emitter() {
			SseEmitter emitter = new SseEmitter();
			Thread container = Thread.currentThread();
			new Thread(() -> {
				this.progress.awaitAbort(container);
				try {
					while (true) {
						emitter.send(LONG);
						// Otherwise the emitter may never get its lock to begin with.
						LockSupport.parkNanos(1_000_000);
					}
				}
				catch (IOException | IllegalStateException ex) {
					emitter.completeWithError(ex);
				}
			}).start();
			return emitter;
		}

		@GetMapping("/deferred")
		DeferredResult<String> deferred() {
			DeferredResult<String> result = new DeferredResult<>();
			Thread container = Thread.currentThread();
			new Thread(() -> {
				this.progress.awaitAbort(container);
				result.setResult(LONG);
			}).start();
			return result;
		}

		@GetMapping("/callable")
		Callable<String> callable() {
			Thread container = Thread.currentThread();
			return () -> {
				this.progress.awaitAbort(container);
				return LONG;
			};
		}

		@GetMapping("/cancelled")
		String cancelled() {
			this.progress.awaitAbort();
			CompletableFuture<String> future = new CompletableFuture<>();
			future.cancel(true);
			try {
				return future.join();
			}
			catch (CancellationException ex) {
				throw new IllegalStateException("No answer", ex);
			}
		}

		@PostMapping("/upload")
		String upload(@RequestBody String body) {
			return body;
		}

		private static void writeForever(OutputStream output) throws IOException {
			byte[] chunk = new byte[65536];
			while (true) {
				output.write(chunk);
				output.flush();
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(ReactiveController.class)
	static class Reactive {

		@Bean
		Progress progress() {
			return new Progress();
		}

		/** Inside the handlers of errors, which have been called when it has ended. */
		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		WebFilter requests(Progress progress) {
			return (exchange, chain) -> {
				if (exchange.getRequest().getHeaders().getContentLength() > 0) {
					progress.begun.countDown();
				}
				return chain.filter(exchange).doFinally((signal) -> progress.ended.countDown());
			};
		}

	}

	@RestController
	static class ReactiveController {

		private final Progress progress;

		ReactiveController(Progress progress) {
			this.progress = progress;
		}

		@GetMapping(path = "/stream", produces = MediaType.TEXT_PLAIN_VALUE)
		Flux<String> stream() {
			return Flux.interval(Duration.ofMillis(1)).onBackpressureDrop().map((tick) -> {
				this.progress.begun.countDown();
				return "tick";
			});
		}

		@GetMapping("/text")
		Mono<String> text() {
			return afterAbort().thenReturn(LONG);
		}

		@GetMapping("/mono")
		Mono<List<String>> mono() {
			return afterAbort().thenReturn(List.of(LONG));
		}

		@GetMapping("/cancelled")
		Mono<String> cancelled() {
			return afterAbort().then(Mono.error(CancellationException::new));
		}

		@PostMapping("/upload")
		Mono<String> upload(@RequestBody Mono<String> body) {
			return body;
		}

		private Mono<Void> afterAbort() {
			return Mono.<Void>fromRunnable(this.progress::awaitAbort).subscribeOn(Schedulers.boundedElastic());
		}

	}

}
