/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import io.softlanding.time.NanoClock;
import io.softlanding.inflight.ManagementRequests.Kind;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockAsyncContext;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockServletContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link InFlightFilter}.
 */
class InFlightFilterTests {

	private final InFlightRequests requests = new InFlightRequests(NanoClock.SYSTEM);

	private final Probes probes = TestArrivals.probes();

	private Kind kind = Kind.APPLICATION;

	private final InFlightFilter filter = new InFlightFilter(
			TestArrivals.of(this.requests, (request) -> this.kind, this.probes));

	private final MockHttpServletRequest request = new MockHttpServletRequest("POST", "/orders");

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	private int chained;

	@Test
	void aRequestIsInFlightForAsLongAsItIsServed() throws Exception {
		filter((request, response) -> {
			this.chained++;
			assertThat(this.requests.active()).isEqualTo(1);
			InFlightRequest inFlight = InFlightFilter.of(request);
			assertThat(inFlight.method()).isEqualTo("POST");
			assertThat(inFlight.thread()).isSameAs(Thread.currentThread());
		});
		assertThat(this.chained).isEqualTo(1);
		assertThat(this.requests.active()).isZero();
		assertThat(InFlightFilter.of(this.request)).isNull();
	}

	@Test
	void aRequestThatFailsIsNotInFlightAnyMore() {
		assertThatExceptionOfType(ServletException.class).isThrownBy(() -> filter((request, response) -> {
			throw new ServletException("on purpose");
		}));
		assertThat(this.requests.active()).isZero();
	}

	@Test
	void anErrorDispatchAfterwardsIsInFlightToo() throws Exception {
		filter((request, response) -> {
		});
		this.request.setDispatcherType(DispatcherType.ERROR);
		filter((request, response) -> assertThat(this.requests.active()).isEqualTo(1));
		assertThat(this.requests.active()).isZero();
	}

	@Test
	void aServerThatCountsItselfHasNoFilter() throws Exception {
		MockServletContext context = new MockServletContext();
		context.setAttribute(InFlightFilter.COUNTED_BY_SERVER, true);
		new InFlightFilter.Registration(TestArrivals.of(this.requests)).onStartup(context);
		assertThat(context.getFilterRegistrations()).isEmpty();
	}

	@Test
	void theApplicationSeesTheServersOwnObjects() throws Exception {
		filter((request, response) -> {
			assertThat(request).isSameAs(this.request);
			assertThat(response).isSameAs(this.response);
		});
	}

	@Test
	void anAsynchronousRequestIsInFlightUntilItCompletes() throws Exception {
		this.request.setAsyncSupported(true);
		filter((request, response) -> request.startAsync());
		assertThat(this.requests.active()).isEqualTo(1);
		InFlightRequest inFlight = InFlightFilter.of(this.request);
		assertThat(inFlight.thread()).isNull();
		this.request.setDispatcherType(DispatcherType.ASYNC);
		filter((request, response) -> assertThat(InFlightFilter.of(request)).isSameAs(inFlight));
		assertThat(this.requests.active()).isEqualTo(1);
		((MockAsyncContext) this.request.getAsyncContext()).complete();
		assertThat(this.requests.active()).isZero();
	}

	@Test
	void managementIsNeverInFlight() throws Exception {
		this.kind = Kind.MANAGEMENT;
		filter((request, response) -> {
			this.chained++;
			assertThat(this.requests.active()).isZero();
		});
		assertThat(this.chained).isEqualTo(1);
		assertThat(this.probes.recent()).isFalse();
		assertThat(this.requests.gaps().any()).isFalse();
	}

	@Test
	void managementIsServedAfterTheCloseToo() throws Exception {
		this.kind = Kind.MANAGEMENT;
		this.requests.close(this.requests.era());
		filter((request, response) -> this.chained++);
		assertThat(this.chained).isEqualTo(1);
	}

	@Test
	void aProbeIsNotedAndNeverInFlight() throws Exception {
		this.kind = Kind.PROBE;
		filter((request, response) -> assertThat(this.requests.active()).isZero());
		assertThat(this.probes.recent()).isTrue();
		assertThat(this.requests.gaps().any()).isFalse();
	}

	@Test
	void whatComesTooLateIsAnsweredWithoutTheApplication() throws Exception {
		this.requests.announce();
		this.requests.close(this.requests.era());
		filter((request, response) -> this.chained++);
		assertThat(this.chained).isZero();
		assertThat(this.response.getStatus()).isEqualTo(503);
		assertThat(this.response.getHeader("Connection")).isEqualTo("close");
		assertThat(this.response.getHeader("Retry-After")).isEqualTo("5");
		assertThat(this.response.getContentType()).isEqualTo("application/problem+json");
		assertThat(this.response.isCommitted()).isTrue();
		assertThat(this.response.getContentLength()).isEqualTo(this.response.getContentAsByteArray().length);
		assertThat(this.requests.active()).isZero();
	}

	@Test
	void anAnswerClosesItsConnectionOnceTheDrainIsAnnounced() throws Exception {
		filter((request, response) -> this.requests.announce());
		assertThat(this.response.getHeader("Connection")).isEqualTo("close");
	}

	@Test
	void aConnectionIsKeptBefore() throws Exception {
		filter((request, response) -> response.getWriter().write("ok"));
		assertThat(this.response.containsHeader("Connection")).isFalse();
	}

	@Test
	void aCommittedAnswerIsLeftAlone() throws Exception {
		filter((request, response) -> {
			response.flushBuffer();
			this.requests.announce();
		});
		assertThat(this.response.containsHeader("Connection")).isFalse();
	}

	@Test
	void http2HasNoSuchHeader() throws Exception {
		this.requests.announce();
		this.request.setProtocol("HTTP/2.0");
		filter((request, response) -> response.getWriter().write("ok"));
		assertThat(this.response.containsHeader("Connection")).isFalse();
	}

	@Test
	void anInterruptMeantForTheRequestDoesNotOutliveIt() throws Exception {
		filter((request, response) -> InFlightFilter.of(request).interrupt());
		assertThat(Thread.interrupted()).isFalse();
	}

	private void filter(FilterChain chain) throws Exception {
		this.filter.doFilter(this.request, (HttpServletResponse) this.response, chain);
	}

}
