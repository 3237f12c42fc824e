/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.ModelAndView;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Errors that the application handles do not count, wherever it handles them.
 */
class GuestHandlingTests {

	@Test
	void errorsThatTheApplicationHandlesDoNotCount() throws Exception {
		try (Shop shop = Shop.open(new Class<?>[] { Handling.class })) {
			assertThat(shop.get("/veto").body()).isEqualTo("vetoed");
			assertThat(shop.get("/vetoed").statusCode()).isEqualTo(409);
			assertThat(shop.get("/future").body()).isEqualTo("read");
			assertThat(shop.get("/outside").statusCode()).isEqualTo(418);
			assertThat(shop.get("/forward").statusCode()).isEqualTo(409);
			assertThat(shop.get("/include").statusCode()).isEqualTo(409);
			assertThat(total(shop)).isZero();
			assertThat(shop.get("/uncaught").statusCode()).isEqualTo(500);
			assertThat(total(shop)).isEqualTo(1);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/uncaught-forward", "/uncaught-include" })
	void anErrorOfAForwardCountsOnceIfNothingHandlesIt(String path) throws Exception {
		try (Shop shop = Shop.open(new Class<?>[] { Handling.class })) {
			assertThat(shop.get(path).statusCode()).isEqualTo(500);
			assertThat(total(shop)).isEqualTo(1);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/full", "/full-view", "/full-outside" })
	void aFatalErrorThatTheApplicationHandlesCountsAllTheSame(String path) throws Exception {
		try (Shop shop = Shop.open(new Class<?>[] { Handling.class }, "softlanding.panic.fatal.action=log")) {
			assertThat(shop.get(path).statusCode()).isEqualTo(409);
			await().untilAsserted(() -> assertThat(shop.count(PanicSeverity.FATAL, PanicSource.REQUEST)).isEqualTo(1));
		}
	}

	private static long total(Shop shop) {
		return shop.bean(PanicRecorder.class).counts().total();
	}

	/** An application that handles errors in many places. */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ HandlingController.class, Advice.class })
	static class Handling {

		@Bean
		FilterRegistrationBean<Filter> outermost() {
			FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>((request, response, chain) -> {
				try {
					chain.doFilter(request, response);
				}
				catch (ServletException ex) {
					Throwable cause = NestedExceptionUtils.getMostSpecificCause(ex);
					if (!(cause instanceof UnsupportedOperationException || cause instanceof OutOfMemoryError)) {
						throw ex;
					}
					if (!((HttpServletRequest) request).getRequestURI().equals("/outside")) {
						((HttpServletResponse) response).setStatus(HttpStatus.CONFLICT.value());
						return;
					}
					((HttpServletResponse) response).sendError(HttpStatus.I_AM_A_TEAPOT.value());
				}
			});
			registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
			return registration;
		}

	}

	/** Vetoed. */
	record Order() {
	}

	/** Vetoes. */
	@SuppressWarnings("serial")
	static final class VetoException extends RuntimeException {

	}

	/** Answers with a conflict. */
	@ControllerAdvice
	static class Advice {

		@ExceptionHandler
		@ResponseStatus(HttpStatus.CONFLICT)
		void vetoed(VetoException ex) {
		}

		@ExceptionHandler
		@Nullable ModelAndView full(OutOfMemoryError error, HttpServletRequest request, HttpServletResponse response) {
			if (request.getRequestURI().equals("/full-outside")) {
				throw error;
			}
			response.setStatus(HttpStatus.CONFLICT.value());
			return request.getRequestURI().equals("/full-view") ? new ModelAndView((model, req, res) -> {
			}) : new ModelAndView();
		}

	}

	/** Publishes. */
	@RestController
	static class HandlingController {

		private final ApplicationEventPublisher events;

		HandlingController(ApplicationEventPublisher events) {
			this.events = events;
		}

		@EventListener
		void veto(Order order) {
			throw new VetoException();
		}

		@GetMapping("/veto")
		String caught() {
			try {
				this.events.publishEvent(new Order());
				return "ordered";
			}
			catch (VetoException ex) {
				return "vetoed";
			}
		}

		@GetMapping("/vetoed")
		void uncaughtVeto() {
			this.events.publishEvent(new Order());
		}

		@GetMapping("/future")
		String future() throws InterruptedException {
			FutureTask<String> task = new FutureTask<>(() -> {
				throw new IllegalStateException("read");
			});
			new Thread(task).start();
			try {
				return task.get();
			}
			catch (ExecutionException ex) {
				return ex.getCause().getMessage();
			}
		}

		@GetMapping("/outside")
		void outside() {
			throw new UnsupportedOperationException("handled by the outermost filter");
		}

		@GetMapping({ "/forward", "/uncaught-forward" })
		void forward(HttpServletRequest request, HttpServletResponse response) throws Exception {
			request.getRequestDispatcher(inner(request)).forward(request, response);
		}

		@GetMapping({ "/include", "/uncaught-include" })
		void include(HttpServletRequest request, HttpServletResponse response) throws Exception {
			request.getRequestDispatcher(inner(request)).include(request, response);
		}

		private static String inner(HttpServletRequest request) {
			return request.getRequestURI().startsWith("/uncaught") ? "/uncaught" : "/outside";
		}

		@GetMapping({ "/full", "/full-view", "/full-outside" })
		void full() {
			throw new OutOfMemoryError("Metaspace");
		}

		@GetMapping("/uncaught")
		void uncaught() {
			throw new IllegalStateException("uncaught");
		}

	}

}
