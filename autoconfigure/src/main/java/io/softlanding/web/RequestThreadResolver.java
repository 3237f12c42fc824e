/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.util.concurrent.Callable;

import io.softlanding.inflight.CurrentRequest;
import io.softlanding.inflight.ServedRequest;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.context.request.async.CallableProcessingInterceptor;
import org.springframework.web.servlet.config.annotation.AsyncSupportConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Which thread works for which request: those of the server, those that were given
 * Spring's request context, and those that Spring MVC starts for an asynchronous answer.
 */
final class RequestThreadResolver implements CurrentRequest, WebMvcConfigurer {

	/** Spring's context forgets the request when it is over, which this must not. */
	private final ThreadLocal<@Nullable InFlightRequest> asynchronous = new ThreadLocal<>();

	@Override
	public @Nullable ServedRequest get() {
		InFlightRequest request = this.asynchronous.get();
		if (request != null) {
			return request;
		}
		if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes) {
			return of(attributes.getRequest());
		}
		return null;
	}

	/** The server may have taken the request back from a thread that is too late. */
	private static @Nullable InFlightRequest of(HttpServletRequest request) {
		try {
			return InFlightFilter.of(request);
		}
		catch (IllegalStateException ex) {
			return null;
		}
	}

	@Override
	public void configureAsyncSupport(AsyncSupportConfigurer configurer) {
		configurer.registerCallableInterceptors(interceptor());
	}

	/** Not a bean: an application may inject those of its own. */
	CallableProcessingInterceptor interceptor() {
		return new CallableProcessingInterceptor() {

			@Override
			public <T> void preProcess(NativeWebRequest request, Callable<T> task) {
				HttpServletRequest servletRequest = request.getNativeRequest(HttpServletRequest.class);
				if (servletRequest != null) {
					RequestThreadResolver.this.asynchronous.set(of(servletRequest));
				}
			}

			@Override
			public <T> void postProcess(NativeWebRequest request, Callable<T> task, @Nullable Object result) {
				RequestThreadResolver.this.asynchronous.remove();
			}

		};
	}

}
