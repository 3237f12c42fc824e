/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import reactor.core.publisher.Mono;

import org.springframework.context.ApplicationContext;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.server.ServerWebExchange;

/**
 * Records uncaught errors of WebFlux requests, once for each request: those that reach
 * the error page, and those that no handler takes.
 */
final class ReactivePanics {

	/** Attributes of Spring Boot 4 and Spring Boot 3. */
	private static final String[] ERROR = { "org.springframework.boot.webflux.error.DefaultErrorAttributes.ERROR",
			"org.springframework.boot.web.reactive.error.DefaultErrorAttributes.ERROR" };

	private static final String PATTERN = "org.springframework.web.reactive.HandlerMapping.bestMatchingPattern";

	private static final String RECORDED = ReactivePanics.class.getName() + ".recorded";

	private final PanicRecorder recorder;

	private final ManagementPaths management;

	private final ApplicationContext context;

	ReactivePanics(PanicRecorder recorder, ManagementPaths management, ApplicationContext context) {
		this.recorder = recorder;
		this.management = management;
		this.context = context;
	}

	/** Called before all error handlers: finds out later whether one has answered. */
	Mono<Void> first(ServerWebExchange exchange, Throwable error) {
		exchange.getResponse().beforeCommit(() -> Mono.fromRunnable(() -> recordHandled(exchange)));
		return Mono.error(error);
	}

	/** Called after all error handlers. */
	Mono<Void> last(ServerWebExchange exchange, Throwable error) {
		record(exchange, error);
		return Mono.error(error);
	}

	private void recordHandled(ServerWebExchange exchange) {
		for (String name : ERROR) {
			if (exchange.getAttribute(name) instanceof Throwable error) {
				record(exchange, error);
			}
		}
	}

	/** Errors that declare their status are not recorded, as on a servlet container. */
	private void record(ServerWebExchange exchange, Throwable thrown) {
		this.recorder.makeRoom(thrown);
		Throwable error = ErrorChain.unwrap(thrown);
		if (exchange.getApplicationContext() != this.context
				|| !ErrorChain.isOfVirtualMachine(error) && declaresStatus(error)
				|| exchange.getAttributes().put(RECORDED, true) != null) {
			return;
		}
		ServerHttpRequest request = exchange.getRequest();
		Object pattern = exchange.getAttribute(PATTERN);
		String path = (pattern != null) ? pattern.toString() : "/**";
		PanicLocation place = place(request, path);
		PanicClassification classification = this.recorder.recordAndMark(error, PanicSource.REQUEST, place, true);
		if (classification.severity().isFailure() && !isManagement(request)) {
			this.recorder.window().failedRequest(path);
		}
	}

	private static boolean declaresStatus(Throwable error) {
		return error instanceof ErrorResponse
				|| AnnotatedElementUtils.hasAnnotation(error.getClass(), ResponseStatus.class);
	}

	/** Where the heap is full, an error counts without its place. */
	private PanicLocation place(ServerHttpRequest request, String path) {
		try {
			return this.recorder.details()
				.places()
				.here(request.getMethod() + " " + path)
				.orTrace(null, request.getHeaders().getFirst("traceparent"));
		}
		catch (Throwable ex) {
			return PanicLocation.unknown();
		}
	}

	void count(ServerWebExchange exchange) {
		if (exchange.getApplicationContext() == this.context && !isManagement(exchange.getRequest())) {
			this.recorder.window().request();
		}
	}

	private boolean isManagement(ServerHttpRequest request) {
		return this.management.contain(request.getPath().pathWithinApplication().value());
	}

}
