/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.rsocket;

import java.time.Duration;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.stereotype.Controller;

/**
 * An application with an RSocket server.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class RSocketApplication {

	/** Starts it. */
	public static void main(String[] args) {
		SpringApplication.run(RSocketApplication.class, args);
	}

	@EventListener
	void print(org.springframework.boot.rsocket.context.RSocketServerInitializedEvent event) {
		print("RSocket port " + event.getServer().address().getPort() + ".");
	}

	private static void print(String line) {
		// CHECKSTYLE:OFF
		System.out.println(line);
		// CHECKSTYLE:ON
	}

	/** Routes of the application; Spring finds it as a member of the configuration. */
	@Controller
	static class Orders {

		private final Sinks.Empty<Void> released = Sinks.empty();

		@MessageMapping("sleep")
		Mono<String> sleep(String millis) {
			return Mono.delay(Duration.ofMillis(Long.parseLong(millis))).map((tick) -> "slept " + millis);
		}

		/** Answers when the client asks for the release. */
		@MessageMapping("hold")
		Mono<String> hold(String name) {
			return this.released.asMono().thenReturn("held " + name);
		}

		@MessageMapping("note")
		Mono<Void> note(String name) {
			return this.released.asMono().doOnSuccess((nothing) -> print("noted " + name));
		}

		@MessageMapping("release")
		Mono<String> release() {
			this.released.tryEmitEmpty();
			return Mono.just("released");
		}

		@MessageMapping("ticks")
		Flux<String> ticks(String name) {
			return Flux.interval(Duration.ofMillis(20))
				.map((tick) -> name + " " + tick)
				.doOnCancel(() -> print("ticks of " + name + " were cancelled"));
		}

		@MessageMapping("chat")
		Flux<String> chat(Flux<String> messages) {
			return messages.map((message) -> "re: " + message);
		}

	}

}
