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
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * One handler of each kind that a reactive application may have.
 */
@EnableAutoConfiguration
@RestController
@ConditionalOnProperty("endpoint-kinds")
@Import(ReadyLines.class)
class ReactiveEndpointKinds {

	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(ReactiveEndpointKinds.class);
		application.setWebApplicationType(WebApplicationType.REACTIVE);
		application.setDefaultProperties(Map.of("endpoint-kinds", true, "server.port", 0, "spring.main.banner-mode",
				"off", "spring.jmx.enabled", false, "management.endpoints.web.exposure.include", "*"));
		application.run(args);
	}

	@GetMapping("/plain")
	Mono<String> plain() {
		return Mono.just("plain");
	}

	@GetMapping("/slow")
	Mono<String> slow() {
		return Mono.delay(Duration.ofMillis(600))
			.map((tick) -> "slow".repeat(100_000))
			.doOnSubscribe((subscription) -> FaultyApplication.say("SLOW"));
	}

	@GetMapping("/throwing")
	Mono<String> throwing() {
		return Mono.error(new IllegalStateException("on purpose"));
	}

	@GetMapping("/stream")
	Flux<String> stream() {
		return Flux.interval(Duration.ofMillis(50)).take(4).map(String::valueOf);
	}

	@GetMapping("/stream-throwing")
	Flux<String> streamThrowing() {
		return Flux.concat(Mono.just("half"),
				Mono.delay(Duration.ofMillis(200)).then(Mono.error(new IllegalStateException("on purpose"))));
	}

	/** Ends when its client has gone. */
	@GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<String> events() {
		return Flux.interval(Duration.ofMillis(50)).map(String::valueOf);
	}

	@PostMapping("/upload")
	Mono<String> upload(@RequestBody byte[] body) {
		return Mono.just("got " + body.length);
	}

}
