/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.List;

import io.softlanding.inflight.RequestEnd;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.util.ClassUtils;

/**
 * Records fatal errors that an exception handler of the application has handled, when the
 * request ends.
 */
final class FatalErrors implements RequestEnd {

	/**
	 * Attributes of Spring Boot 4, Spring Boot 3, and Spring MVC without and with a view.
	 */
	private static final List<String> ATTRIBUTES = List.of(
			"org.springframework.boot.webmvc.error.DefaultErrorAttributes.ERROR",
			"org.springframework.boot.web.servlet.error.DefaultErrorAttributes.ERROR",
			"org.springframework.web.servlet.DispatcherServlet.EXCEPTION", RequestDispatcher.ERROR_EXCEPTION);

	private final RequestPanics panics;

	private final List<String> attributes;

	private volatile boolean observed;

	FatalErrors(RequestPanics panics) {
		this.panics = panics;
		boolean four = ClassUtils.isPresent("org.springframework.boot.webmvc.error.DefaultErrorAttributes", null);
		this.attributes = ATTRIBUTES.subList(four ? 0 : 1, ATTRIBUTES.size());
	}

	@Override
	public void observed() {
		this.observed = true;
	}

	/** Adds a listener, unless the container calls {@link #ended} itself. */
	void onStartup(ServletContext context) {
		if (!this.observed) {
			context.addListener(new ServletRequestListener() {

				@Override
				public void requestDestroyed(ServletRequestEvent event) {
					if (event.getServletRequest() instanceof HttpServletRequest request) {
						ended(request);
					}
				}

			});
		}
	}

	@Override
	public void ended(HttpServletRequest request) {
		for (String attribute : this.attributes) {
			if (request.getAttribute(attribute) instanceof Throwable error) {
				look(request, error);
				return;
			}
		}
	}

	private void look(HttpServletRequest request, Throwable wrapper) {
		this.panics.makeRoom(wrapper);
		Throwable error = ErrorChain.unwrap(wrapper);
		if (ErrorChain.isOfVirtualMachine(error) && this.panics.classify(error).severity() == PanicSeverity.FATAL) {
			this.panics.record(request, error, true);
		}
	}

}
