/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.time.Duration;
import java.util.Map;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * A WebFlux application on Netty. Prints lines that {@link ChildProcess} waits for. Not
 * annotated as what the other application would find.
 */
@EnableAutoConfiguration
class ReactiveApplication {

	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(ReactiveApplication.class);
		application.setWebApplicationType(WebApplicationType.REACTIVE);
		application.setDefaultProperties(
				Map.of("server.port", 0, "logging.pattern.console", "%m%n%ex", "spring.main.banner-mode", "off",
						"spring.jmx.enabled", false, "management.endpoint.health.probes.enabled", true,
						"management.endpoints.web.exposure.include", "*", "softlanding.drain.timeout", "8s",
						"softlanding.drain.halt-after", "10s", "softlanding.drain.reserve", "4s"));
		application.run(args);
	}

	@EventListener
	void ready(ApplicationReadyEvent event) {
		Environment environment = event.getApplicationContext().getEnvironment();
		FaultyApplication.say("PORT " + environment.getProperty("local.server.port"));
		FaultyApplication.say("MANAGEMENT PORT " + environment.getProperty("local.management.port"));
		FaultyApplication.say("READY");
	}

	/** Answers later, or never. */
	@Bean
	RouterFunction<ServerResponse> routes() {
		return RouterFunctions.route()
			.GET("/work",
					(request) -> ServerResponse.ok().body(work(request.queryParam("ms").orElseThrow()), String.class))
			.GET("/events",
					(request) -> ServerResponse.ok()
						.contentType(MediaType.TEXT_EVENT_STREAM)
						.body(events(), String.class))
			.GET("/block", (request) -> block())
			.GET("/block-for", (request) -> {
				FaultyApplication.say("BLOCKING");
				try {
					Thread.sleep(Long.parseLong(request.queryParam("ms").orElseThrow()));
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
				return ServerResponse.ok().bodyValue("blocked");
			})
			.build();
	}

	/** What must not be done on the thread of an event loop. */
	private static Mono<ServerResponse> block() {
		FaultyApplication.say("BLOCKING");
		FaultyApplication.hang();
		return Mono.empty();
	}

	private static Mono<String> work(String millis) {
		return Mono.delay(Duration.ofMillis(Long.parseLong(millis)))
			.thenReturn("done")
			.doOnSubscribe((subscription) -> FaultyApplication.say("WORKING"));
	}

	private static Flux<String> events() {
		return Flux.concat(Mono.just("event"), Mono.never())
			.doOnNext((event) -> FaultyApplication.say("STREAMING"))
			.doOnCancel(() -> FaultyApplication.say("STREAM CANCELLED"));
	}

}
