/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/**
 * One handler of each kind that a servlet application may have.
 */
@EnableAutoConfiguration
@RestController
@ConditionalOnProperty("endpoint-kinds")
@Import(ReadyLines.class)
class EndpointKinds {

	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(EndpointKinds.class);
		application.setDefaultProperties(Map.of("endpoint-kinds", true, "server.port", 0, "spring.main.banner-mode",
				"off", "spring.jmx.enabled", false, "management.endpoints.web.exposure.include", "*",
				"spring.mvc.async.request-timeout", "500ms"));
		application.run(args);
	}

	private static final long LATER_MILLIS = 300;

	private static void later(Runnable action) {
		CompletableFuture.delayedExecutor(LATER_MILLIS, TimeUnit.MILLISECONDS).execute(action);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	@GetMapping("/plain")
	String plain() {
		return "plain";
	}

	@GetMapping("/slow")
	String slow() throws InterruptedException {
		FaultyApplication.say("SLOW");
		Thread.sleep(2 * LATER_MILLIS);
		return "slow".repeat(100_000);
	}

	@GetMapping("/throwing")
	String throwing() {
		throw new IllegalStateException("on purpose");
	}

	@GetMapping("/send-error")
	void sendError(HttpServletResponse response) throws IOException {
		response.sendError(HttpServletResponse.SC_CONFLICT);
	}

	@GetMapping("/redirect")
	ResponseEntity<Void> redirect() {
		return ResponseEntity.status(302).header("Location", "/plain").build();
	}

	@GetMapping("/callable")
	Callable<String> callable() {
		return () -> "called";
	}

	@GetMapping("/callable-throwing")
	Callable<String> callableThrowing() {
		return this::throwing;
	}

	@GetMapping("/deferred")
	DeferredResult<String> deferred() {
		DeferredResult<String> result = new DeferredResult<>();
		later(() -> result.setResult("deferred"));
		return result;
	}

	@GetMapping("/deferred-throwing")
	DeferredResult<String> deferredThrowing() {
		DeferredResult<String> result = new DeferredResult<>();
		later(() -> result.setErrorResult(new IllegalStateException("on purpose")));
		return result;
	}

	@GetMapping("/deferred-never")
	DeferredResult<String> deferredNever() {
		return new DeferredResult<>();
	}

	@GetMapping("/future")
	CompletableFuture<String> future() {
		return CompletableFuture.supplyAsync(() -> "future");
	}

	@GetMapping("/streaming")
	StreamingResponseBody streaming() {
		return (output) -> output.write(bytes("streamed"));
	}

	@GetMapping("/streaming-throwing")
	StreamingResponseBody streamingThrowing() {
		return (output) -> {
			output.write(bytes("half"));
			output.flush();
			throw new IllegalStateException("on purpose");
		};
	}

	@GetMapping("/emitter")
	ResponseBodyEmitter emitter() {
		ResponseBodyEmitter emitter = new ResponseBodyEmitter();
		later(() -> {
			try {
				emitter.send("emitted");
				emitter.complete();
			}
			catch (IOException ex) {
				emitter.completeWithError(ex);
			}
		});
		return emitter;
	}

	@GetMapping("/emitter-throwing")
	ResponseBodyEmitter emitterThrowing() throws IOException {
		ResponseBodyEmitter emitter = new ResponseBodyEmitter();
		emitter.send("half");
		later(() -> emitter.completeWithError(new IllegalStateException("on purpose")));
		return emitter;
	}

	/** Ends when its client has gone, or at the timeout. */
	@GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	SseEmitter events() throws IOException {
		SseEmitter emitter = new SseEmitter();
		emitter.send("event");
		return emitter;
	}

	@GetMapping("/forward")
	ModelAndView forward() {
		return new ModelAndView("forward:/deferred");
	}

	@GetMapping("/include")
	void include(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
		request.getRequestDispatcher("/plain").include(request, response);
	}

	@GetMapping("/raw-async")
	void rawAsync(HttpServletRequest request, HttpServletResponse response) {
		AsyncContext async = request.startAsync(request, response);
		later(() -> {
			try {
				response.getOutputStream().write(bytes("raw"));
			}
			catch (IOException ex) {
				FaultyApplication.say("BROKEN " + ex);
			}
			async.complete();
		});
	}

	@GetMapping("/raw-async-dispatch")
	void rawAsyncDispatch(HttpServletRequest request, HttpServletResponse response) {
		AsyncContext async = request.startAsync(request, response);
		later(() -> async.dispatch("/plain"));
	}

	@GetMapping("/raw-async-never")
	void rawAsyncNever(HttpServletRequest request, HttpServletResponse response) {
		request.startAsync(request, response).setTimeout(LATER_MILLIS);
	}

	/** Reads without blocking a thread. */
	@PostMapping("/read-listener")
	void readListener(HttpServletRequest request, HttpServletResponse response) throws IOException {
		AsyncContext async = request.startAsync(request, response);
		async.setTimeout(10 * LATER_MILLIS);
		ServletInputStream input = request.getInputStream();
		input.setReadListener(new ReadListener() {

			@Override
			public void onDataAvailable() throws IOException {
				byte[] block = new byte[1024];
				while (input.isReady() && input.read(block) >= 0) {
					FaultyApplication.say("READ");
				}
			}

			@Override
			public void onAllDataRead() {
				ForkJoinPool.commonPool().execute(async::complete);
			}

			@Override
			public void onError(Throwable error) {
				async.complete();
			}

		});
	}

	@PostMapping("/upload")
	String upload(@RequestBody byte[] body) {
		return "got " + body.length;
	}

}
