/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.method.HandlerMethod;

import static org.assertj.core.api.Assertions.assertThat;

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

	@ParameterizedTest
	@CsvSource({ "open, NONE", "direct, CALLER", "meta, CALLER" })
	void aParameterForTheUserAsksWhoTheCallerIs(String method, HandlerSecurity checks) {
		HandlerMethod handler = new HandlerMethod(new Handlers(),
				ReflectionUtils.findMethod(Handlers.class, method, String.class));
		assertThat(HandlerSecurity.of(handler, (header) -> true, (parameter) -> false)).isEqualTo(checks);
	}

}
