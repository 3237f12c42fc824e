/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.softlanding.inflight.ActuatorRequests;
import io.softlanding.inflight.ManagementRequests;
import io.softlanding.inflight.ManagementRequests.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.ExposableEndpoint;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoint;
import org.springframework.boot.actuate.endpoint.web.ExposableWebEndpoint;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.actuate.endpoint.web.WebEndpointHttpMethod;
import org.springframework.boot.actuate.endpoint.web.WebOperation;
import org.springframework.boot.actuate.endpoint.web.WebOperationRequestPredicate;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.withSettings;

/**
 * Tests for {@link ActuatorRequests}.
 */
class ActuatorRequestsTests {

	@ParameterizedTest
	@CsvSource({ "/actuator, MANAGEMENT", "/actuator/info, MANAGEMENT", "/actuator/info/x, MANAGEMENT",
			"/actuator/health, PROBE", "/actuator/health/, PROBE", "/actuator/health/readiness, PROBE",
			"/actuator/health/liveness, LIVENESS", "/actuator/healthy, APPLICATION", "/actuator/, MANAGEMENT",
			"/actuator/nothing, APPLICATION", "/actuator/beans, MANAGEMENT", "/actuator/beans/x, APPLICATION",
			"/actuators, APPLICATION", "/actuatorinfo, APPLICATION", "/orders, APPLICATION",
			"/orders/actuator/info, APPLICATION", "/, APPLICATION", "'', APPLICATION", "/health, APPLICATION" })
	void onlyEndpointsAreManagement(String path, Kind kind) {
		assertThat(requests("/actuator", List.of()).kind(path)).isEqualTo(kind);
	}

	@ParameterizedTest
	@CsvSource({ "/info, MANAGEMENT", "/info/x, MANAGEMENT", "/information, APPLICATION", "/health, PROBE",
			"/health/readiness, PROBE", "/health/liveness, LIVENESS", "/orders, APPLICATION", "/, APPLICATION" })
	void atTheRootOnlyTheEndpointsAreManagement(String path, Kind kind) {
		assertThat(requests("/", List.of()).kind(path)).isEqualTo(kind);
		assertThat(requests("", List.of()).kind(path)).isEqualTo(kind);
	}

	@ParameterizedTest
	@CsvSource({ "/livez, LIVENESS", "/readyz, PROBE", "/readyzz, APPLICATION", "/actuator/health, PROBE" })
	void additionalPathsOfHealthCountToo(String path, Kind kind) {
		assertThat(requests("/actuator", List.of("/livez", "/readyz")).kind(path)).isEqualTo(kind);
	}

	@ParameterizedTest
	@CsvSource({ "/readyz, PROBE", "/actuator/health, PROBE" })
	void additionalPathsOfTheManagementPortAreThere(String path, Kind kind) {
		assertThat(new ActuatorRequests(() -> endpoints("/actuator", List.of("/readyz")), WebServerNamespace.MANAGEMENT)
			.kind(path)).isEqualTo(kind);
	}

	@Test
	void aServerBesideTheManagementPortHasAdditionalPathsOnly() {
		ActuatorRequests requests = new ActuatorRequests(() -> endpoints("/actuator", List.of("/readyz")),
				WebServerNamespace.SERVER);
		assertThat(requests.kind("/readyz")).isEqualTo(Kind.PROBE);
		assertThat(requests.kind("/actuator/health")).isEqualTo(Kind.APPLICATION);
	}

	@Test
	void thePathBehindAServletMappedToAPrefixCounts() {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/api/actuator/health");
		request.setServletPath("/api");
		request.setPathInfo("/actuator/health");
		assertThat(requests("/actuator", List.of()).kind(ProbeFilter.path(request))).isEqualTo(Kind.PROBE);
	}

	@Test
	void withoutEndpointsEverythingIsTheApplications() {
		assertThat(new ActuatorRequests(() -> null, null).kind("/actuator/health")).isEqualTo(Kind.APPLICATION);
	}

	@Test
	void withoutActuatorEverythingIsTheApplications() {
		assertThat(ManagementRequests.NONE.kind("/actuator/health")).isEqualTo(Kind.APPLICATION);
	}

	@Test
	void theEndpointsAreReadOnce() {
		AtomicReference<PathMappedEndpoints> endpoints = new AtomicReference<>(endpoints("/actuator", List.of()));
		ActuatorRequests requests = new ActuatorRequests(() -> endpoints.getAndSet(null), null);
		assertThat(requests.kind("/actuator/info")).isEqualTo(Kind.MANAGEMENT);
		assertThat(requests.kind("/actuator/info")).isEqualTo(Kind.MANAGEMENT);
	}

	private static ActuatorRequests requests(String basePath, List<String> additional) {
		return new ActuatorRequests(() -> endpoints(basePath, additional), null);
	}

	private static PathMappedEndpoints endpoints(String basePath, List<String> additional) {
		List<ExposableEndpoint<?>> endpoints = new ArrayList<>();
		endpoints.add(endpoint("health", additional));
		endpoints.add(endpoint("info", List.of()));
		endpoints.add(webEndpoint("beans"));
		return new PathMappedEndpoints(basePath, () -> {
			List<ExposableEndpoint<?>> all = endpoints;
			return (List) all;
		});
	}

	/** One that has a single operation, and nothing below it. */
	private static ExposableEndpoint<?> webEndpoint(String id) {
		WebOperation operation = mock(WebOperation.class);
		given(operation.getRequestPredicate())
			.willReturn(new WebOperationRequestPredicate(id, WebEndpointHttpMethod.GET, List.of(), List.of()));
		ExposableWebEndpoint endpoint = mock(ExposableWebEndpoint.class);
		given(endpoint.getEndpointId()).willReturn(EndpointId.of(id));
		given(endpoint.getRootPath()).willReturn(id);
		given(endpoint.getAdditionalPaths(any())).willReturn(List.of());
		given(endpoint.getOperations()).willReturn(List.of(operation));
		return endpoint;
	}

	private static ExposableEndpoint<?> endpoint(String id, List<String> additional) {
		ExposableEndpoint<?> endpoint = mock(ExposableEndpoint.class,
				withSettings().extraInterfaces(PathMappedEndpoint.class));
		given(endpoint.getEndpointId()).willReturn(EndpointId.of(id));
		given(((PathMappedEndpoint) endpoint).getRootPath()).willReturn(id);
		given(((PathMappedEndpoint) endpoint).getAdditionalPaths(any())).willReturn(additional);
		return endpoint;
	}

}
