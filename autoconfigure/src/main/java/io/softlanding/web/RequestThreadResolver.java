/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

import io.softlanding.inflight.CurrentRequest;
import io.softlanding.inflight.ServedRequest;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpEntity;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.context.request.async.CallableProcessingInterceptor;
import org.springframework.web.context.request.async.WebAsyncTask;
import org.springframework.web.context.request.async.WebAsyncUtils;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/**
 * Which thread works for which request: those of the server, those that were given
 * Spring's request context, and those that Spring MVC starts for an asynchronous answer.
 */
final class RequestThreadResolver implements CurrentRequest {

	private static final List<Class<?>> STARTING_THREADS = List.of(Callable.class, WebAsyncTask.class,
			StreamingResponseBody.class);

	/** Whether the answers of a handler may be given by a thread of Spring MVC. */
	private final Map<Method, Boolean> startsThreads = new ConcurrentHashMap<>();

	private final Object key = new Object();

	private final CallableProcessingInterceptor interceptor = interceptor();

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

	/**
	 * Follows the thread that Spring MVC may start for the answer of a handler. To follow
	 * all requests would cost each of them a tenth of a microsecond.
	 */
	void follow(HttpServletRequest request, HandlerMethod handler) {
		if (this.startsThreads.computeIfAbsent(handler.getMethod(),
				(method) -> startsThread(handler.getReturnType()))) {
			WebAsyncUtils.getAsyncManager(request).registerCallableInterceptor(this.key, this.interceptor);
		}
	}

	/** Spring MVC looks at what a handler has returned, which can be more special. */
	private static boolean startsThread(MethodParameter returned) {
		Class<?> type = returned.getParameterType();
		Class<?> answer = HttpEntity.class.isAssignableFrom(type)
				? ResolvableType.forMethodParameter(returned).getGeneric().resolve(Object.class) : type;
		return STARTING_THREADS.stream()
			.anyMatch((starting) -> starting.isAssignableFrom(answer) || answer.isAssignableFrom(starting));
	}

	/** Not a bean: an application may inject those of its own. */
	private CallableProcessingInterceptor interceptor() {
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
