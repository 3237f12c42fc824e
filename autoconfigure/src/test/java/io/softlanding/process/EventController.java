/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/**
 * A stream of two events in {@link FaultyApplication}.
 */
@RestController
class EventController {

	@GetMapping("/events")
	SseEmitter events(@RequestParam long ms) throws IOException {
		FaultyApplication.say("WORKING");
		SseEmitter emitter = new SseEmitter();
		emitter.send("first");
		CompletableFuture.delayedExecutor(ms, TimeUnit.MILLISECONDS).execute(() -> {
			try {
				emitter.send("last");
				emitter.complete();
			}
			catch (IOException ex) {
				FaultyApplication.say("STREAM BROKEN " + ex);
			}
		});
		return emitter;
	}

	@GetMapping("/callable")
	Callable<String> callable(@RequestParam long ms) {
		return () -> {
			FaultyApplication.say("CALLABLE WORKS");
			Thread.sleep(ms);
			return "called";
		};
	}

	@GetMapping("/streaming-body")
	StreamingResponseBody streamingBody(@RequestParam long ms) {
		return (output) -> {
			output.write("first ".getBytes(StandardCharsets.US_ASCII));
			output.flush();
			FaultyApplication.say("BODY STREAMS");
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ms));
			output.write("last".getBytes(StandardCharsets.US_ASCII));
		};
	}

	/** Events to the end of days, or of the client. */
	@GetMapping({ "/endless-events", "/other-events" })
	SseEmitter endless(HttpServletRequest request, @RequestParam(defaultValue = "10") int bytes,
			@RequestParam(defaultValue = "false") boolean flood) throws IOException {
		SseEmitter emitter = new SseEmitter(0L);
		emitter.onCompletion(() -> FaultyApplication.say("STREAM COMPLETED"));
		emitter.send("x".repeat(bytes));
		if (flood) {
			new Thread(() -> flood(emitter, "x".repeat(bytes))).start();
		}
		FaultyApplication.say("STREAMING " + request.getRequestURI());
		return emitter;
	}

	private static void flood(SseEmitter emitter, String event) {
		try {
			for (int i = 0; i < 10_000; i++) {
				emitter.send(event);
				FaultyApplication.say("SENT " + i);
			}
		}
		catch (IOException | IllegalStateException ex) {
			FaultyApplication.say("FLOOD BROKEN");
		}
	}

}
