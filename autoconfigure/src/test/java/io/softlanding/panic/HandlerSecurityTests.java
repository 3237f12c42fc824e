/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import org.springframework.mock.web.MockServletContext;
import org.springframework.mock.web.MockHttpServletRequest;
import org.jspecify.annotations.Nullable;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.ServletRegistration;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.HandlerFilterFunction;
import org.junit.jupiter.api.Test;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.method.HandlerMethod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class HandlerSecurityTests {

	/** As Spring Security's reference recommends. */
	@AuthenticationPrincipal
	@Retention(RetentionPolicy.RUNTIME)
	@interface CurrentUser {

	}

	static class Handlers {

		String open(String name) {
			return name;
		}

		String direct(@AuthenticationPrincipal String user) {
			return user;
		}

		String meta(@CurrentUser String user) {
			return user;
		}

	}

	@Test
	void filtersOfAFunctionalHandlerMayRefuseACaller() {
		HandlerFunction<ServerResponse> handler = (request) -> ServerResponse.ok().build();
		HandlerFilterFunction<ServerResponse, ServerResponse> filter = (request, next) -> next.handle(request);
		assertThat(of(handler)).isEqualTo(HandlerSecurity.NONE);
		assertThat(of(filter.apply(handler))).isEqualTo(HandlerSecurity.RIGHTS);
	}

	@ParameterizedTest
	@CsvSource({ "org.glassfish.jersey.servlet.ServletContainer, RIGHTS", "com.example.PlainServlet, NONE", ", NONE" })
	void filtersOfAServletMayRefuseACaller(@Nullable String servlet, HandlerSecurity checks) {
		MockServletContext context = new MockServletContext() {

			@Override
			public ServletRegistration getServletRegistration(String name) {
				ServletRegistration registration = mock(ServletRegistration.class);
				given(registration.getClassName()).willReturn(servlet);
				return registration;
			}

		};
		MockHttpServletRequest request = new MockHttpServletRequest(context, "GET", "/rates");
		request.setHttpServletMapping(mock(HttpServletMapping.class));
		assertThat(HandlerSecurity.of(request)).isEqualTo(checks);
	}

	private static HandlerSecurity of(Object handler) {
		return HandlerSecurity.of(handler, (header) -> true, (parameter) -> false);
	}

	@ParameterizedTest
	@CsvSource({ "open, NONE", "direct, CALLER", "meta, CALLER" })
	void aParameterForTheUserAsksWhoTheCallerIs(String method, HandlerSecurity checks) {
		HandlerMethod handler = new HandlerMethod(new Handlers(),
				ReflectionUtils.findMethod(Handlers.class, method, String.class));
		assertThat(of(handler)).isEqualTo(checks);
	}

}
