/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import io.softlanding.inflight.ManagementRequests;
import io.softlanding.inflight.ManagementRequests.Kind;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Notes probes that arrive on a management port of its own.
 */
final class ReactiveProbeFilter implements WebFilter, Ordered {

	private static final int OK = 200;

	private static final int ERROR = 500;

	private final ManagementRequests management;

	private final Probes probes;

	ReactiveProbeFilter(ManagementRequests management, Probes probes) {
		this.management = management;
		this.probes = probes;
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		ServerHttpRequest request = exchange.getRequest();
		String path = request.getPath().pathWithinApplication().value();
		Kind kind = this.management.kind(path);
		Mono<Void> answer = chain.filter(exchange);
		if (!kind.isProbe()) {
			return answer;
		}
		Probe probe = this.probes.arrived(kind, request.getRemoteAddress(),
				request.getHeaders().getFirst(HttpHeaders.USER_AGENT), path,
				(header) -> request.getHeaders().getFirst(header) != null);
		return answer.doFinally((signal) -> {
			HttpStatusCode status = exchange.getResponse().getStatusCode();
			int code = (status != null) ? status.value() : OK;
			this.probes.answered(probe, (signal == SignalType.ON_COMPLETE) ? code : ERROR);
		});
	}

}
