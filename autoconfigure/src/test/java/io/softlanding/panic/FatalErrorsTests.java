/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.List;

import jakarta.servlet.Filter;
import org.apache.catalina.core.StandardContext;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Fatal errors that the application answers are seen by the server, or by a listener
 * where the server does not tell.
 */
class FatalErrorsTests {

	private static final String LOG = "softlanding.panic.fatal.action=log";

	@Test
	void tomcatHasNoListenerAndMakesNoEventsOfAttributes() throws Exception {
		try (Shop shop = Shop.open(new Class<?>[] { Answering.class }, LOG)) {
			assertThat(shop.get("/listeners").body()).isEqualTo("[]");
			answersAFatalErrorThatCounts(shop);
		}
	}

	@Test
	void aServerThatDoesNotTellGetsAListener() throws Exception {
		try (Shop shop = Shop.open(new Class<?>[] { Answering.class }, LOG,
				"spring.autoconfigure.exclude=io.softlanding.web.WebAutoConfiguration")) {
			assertThat(shop.get("/listeners").body()).contains(FatalErrors.class.getName());
			answersAFatalErrorThatCounts(shop);
		}
	}

	private static void answersAFatalErrorThatCounts(Shop shop) throws Exception {
		assertThat(shop.get("/full").statusCode()).isEqualTo(409);
		await().untilAsserted(() -> assertThat(shop.count(PanicSeverity.FATAL, PanicSource.REQUEST)).isEqualTo(1));
	}

	/** Answers fatal errors, and knows the listeners of its web application. */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@RestController
	static class Answering {

		private String listeners = "";

		@Bean
		Filter listing() {
			return (request, response, chain) -> {
				Object connectorRequest = ReflectionTestUtils.getField(request, "request");
				StandardContext context = ReflectionTestUtils.invokeMethod(connectorRequest, "getContext");
				this.listeners = List.of(context.getApplicationEventListeners()).toString();
				chain.doFilter(request, response);
			};
		}

		@GetMapping("/listeners")
		String listeners() {
			return this.listeners;
		}

		@GetMapping("/full")
		void full() {
			throw new OutOfMemoryError("Metaspace");
		}

		@ExceptionHandler
		@ResponseStatus(HttpStatus.CONFLICT)
		void answer(OutOfMemoryError error) {
		}

	}

}
