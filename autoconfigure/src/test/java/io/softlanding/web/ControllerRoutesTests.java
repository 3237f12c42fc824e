/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import io.softlanding.time.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.softlanding.inflight.ManagementRequests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.web.bind.annotation.RequestMethod;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ControllerRoutes}.
 */
class ControllerRoutesTests {

	private final ControllerRoutes routes = new ControllerRoutes(() -> Stream
		.of(ControllerRoutes.Route.of(List.of("/orders/{id}", "/orders/{id}/pay", "/**/odd"), Set.of()),
				ControllerRoutes.Route.of(List.of("/orders/open"), Set.of(RequestMethod.GET)))
		.flatMap((route) -> route));

	@ParameterizedTest
	@CsvSource({ "GET, /orders/7, /orders/{id}", "GET, /orders/open, /orders/open", "POST, /orders/open, /orders/{id}",
			"PUT, /orders/7/pay, /orders/{id}/pay", "GET, /orders, unmatched", "GET, /static/logo.svg, unmatched",
			"BREW, /orders/open, /orders/{id}", "GET, /orders/a%zz, unmatched", "GET, '', unmatched" })
	void theMostSpecificPatternIsTheRoute(String method, String path, String route) {
		assertThat(this.routes.route(method, path)).isEqualTo(route);
	}

	@Test
	void errorsOfHandlerMappingsAreNotPassedOn() {
		ControllerRoutes failing = new ControllerRoutes(() -> {
			throw new NoClassDefFoundError("gone");
		});
		assertThat(failing.route("GET", "/orders/7")).isEqualTo(Arrivals.LateRoutes.UNMATCHED);
	}

	@Test
	void aRejectedRequestIsCountedWithWhatTheServerKnowsIfNoControllerServesIt() {
		InFlightRequests requests = new InFlightRequests(new ManualClock());
		Arrivals arrivals = new Arrivals(requests, ManagementRequests.NONE, TestArrivals.probes(),
				new LateResponse(Duration.ofSeconds(1)), this.routes);
		requests.close(requests.era());
		assertThat(arrivals.start("GET", "/", "/orders/7")).isNull();
		assertThat(arrivals.start("GET", "/legacy/*", "/legacy/1")).isNull();
		assertThat(arrivals.start("GET", "/", "/else")).isNull();
		assertThat(requests.rejectedRoutes()).containsOnlyKeys("GET /orders/{id}", "GET /legacy/*", "GET unmatched");
		assertThat(requests.rejected()).isEqualTo(3);
		assertThat(requests.rejectedDraining()).isEqualTo(3);
	}

}
