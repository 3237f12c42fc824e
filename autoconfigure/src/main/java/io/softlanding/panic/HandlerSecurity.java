/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.security.Principal;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;

import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.http.HttpEntity;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.SessionAttribute;
import org.springframework.web.method.HandlerMethod;

/**
 * What the handler of a request does about its caller, as far as its declaration shows.
 */
enum HandlerSecurity {

	/** Nothing that is known. */
	NONE,

	/** It asks who the caller is. */
	CALLER,

	/**
	 * It is annotated with the rights that a caller needs, or has filters of its own,
	 * which may refuse a caller.
	 */
	RIGHTS;

	/** Annotations of rights. */
	private static final List<String> ANNOTATIONS = List.of("org.springframework.security.access.",
			"jakarta.annotation.security.", "org.apache.shiro.authz.annotation.");

	/** Servlets with filters of their own. */
	private static final List<String> JAX_RS = List.of("org.glassfish.jersey.", "org.jboss.resteasy.",
			"org.apache.cxf.");

	/** Functional handlers with filters are lambdas of this type. */
	private static final String FILTERED = "org.springframework.web.servlet.function.HandlerFilterFunction$";

	/** Returns what the servlet of a request does. */
	static HandlerSecurity of(HttpServletRequest request) {
		ServletRegistration servlet = request.getServletContext()
			.getServletRegistration(String.valueOf(request.getHttpServletMapping().getServletName()));
		String type = (servlet != null) ? String.valueOf(servlet.getClassName()) : "";
		return JAX_RS.stream().anyMatch(type::startsWith) ? RIGHTS : NONE;
	}

	/**
	 * Returns what a handler does.
	 * @param neutral knows headers that say nothing about the caller
	 * @param own knows parameters that the application resolves itself
	 */
	static HandlerSecurity of(Object handler, Predicate<String> neutral, Predicate<MethodParameter> own) {
		if (!(handler instanceof HandlerMethod method)) {
			return handler.getClass().getName().startsWith(FILTERED) ? RIGHTS : NONE;
		}
		boolean rights = Stream.of(method.getMethod(), method.getBeanType())
			.flatMap((element) -> MergedAnnotations.from(element, SearchStrategy.TYPE_HIERARCHY).stream())
			.map((annotation) -> annotation.getType().getName())
			.anyMatch((name) -> ANNOTATIONS.stream().anyMatch(name::startsWith));
		if (rights) {
			return RIGHTS;
		}
		return Arrays.stream(method.getMethodParameters())
			.anyMatch((parameter) -> asks(parameter, neutral) || !isOfRequest(parameter) && own.test(parameter))
					? CALLER : NONE;
	}

	/** What Spring resolves before it asks the application's own resolvers. */
	private static boolean isOfRequest(MethodParameter parameter) {
		return parameter.hasParameterAnnotation(PathVariable.class)
				|| parameter.hasParameterAnnotation(RequestParam.class)
				|| parameter.hasParameterAnnotation(RequestBody.class);
	}

	private static boolean asks(MethodParameter parameter, Predicate<String> neutral) {
		Class<?> type = parameter.getParameterType();
		RequestHeader header = parameter.getParameterAnnotation(RequestHeader.class);
		return Principal.class.isAssignableFrom(type) || HttpSession.class.isAssignableFrom(type)
				|| HttpEntity.class.isAssignableFrom(type) || parameter.hasParameterAnnotation(RequestAttribute.class)
				|| parameter.hasParameterAnnotation(CookieValue.class)
				|| parameter.hasParameterAnnotation(SessionAttribute.class)
				// The name of the parameter is not always known.
				|| header != null && !neutral.test(header.name())
				|| MergedAnnotations.from(parameter.getParameterAnnotations())
					.stream()
					.anyMatch((each) -> each.getType().getName().startsWith("org.springframework.security."));
	}

}
