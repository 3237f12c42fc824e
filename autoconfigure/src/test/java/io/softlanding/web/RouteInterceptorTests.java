/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import jakarta.servlet.DispatcherType;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.servlet.HandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RouteInterceptor}.
 */
class RouteInterceptorTests {

	private final InFlightRequest inFlight = new InFlightRequest("GET", "/", 0);

	private final MockHttpServletRequest request = new MockHttpServletRequest();

	@Test
	void theRouteIsThePattern() {
		this.request.setAttribute(InFlightRequest.class.getName(), this.inFlight);
		this.request.setAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, "/orders/{id}");
		assertThat(preHandle()).isTrue();
		assertThat(this.inFlight.route()).isEqualTo("/orders/{id}");
	}

	@Test
	void theErrorPageIsNotTheRoute() {
		this.request.setAttribute(InFlightRequest.class.getName(), this.inFlight);
		this.request.setAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, "/error");
		this.request.setDispatcherType(DispatcherType.ERROR);
		assertThat(preHandle()).isTrue();
		assertThat(this.inFlight.route()).isEqualTo("/");
	}

	@Test
	void withoutAPatternTheRouteStays() {
		this.request.setAttribute(InFlightRequest.class.getName(), this.inFlight);
		assertThat(preHandle()).isTrue();
		assertThat(this.inFlight.route()).isEqualTo("/");
	}

	@Test
	void aRequestThatIsNotInFlightPasses() {
		this.request.setAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, "/orders/{id}");
		assertThat(preHandle()).isTrue();
	}

	private boolean preHandle() {
		return new RouteInterceptor(new RequestThreadResolver()).preHandle(this.request, new MockHttpServletResponse(),
				this);
	}

}
