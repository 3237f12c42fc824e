package io.softlanding.web;

import java.net.InetAddress;
import java.net.InetSocketAddress;

import io.softlanding.web.ManagementRequests.Kind;
import org.jspecify.annotations.Nullable;
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
		Mono<Void> answer = chain.filter(exchange);
		if (this.management.kind(request.getPath().pathWithinApplication().value()) != Kind.PROBE) {
			return answer;
		}
		String address = address(request);
		String agent = request.getHeaders().getFirst(HttpHeaders.USER_AGENT);
		return answer.doFinally((signal) -> {
			HttpStatusCode status = exchange.getResponse().getStatusCode();
			boolean refused = signal != SignalType.ON_COMPLETE || (status != null && status.isError());
			this.probes.answered(address, agent, refused);
		});
	}

	private static @Nullable String address(ServerHttpRequest request) {
		InetSocketAddress remote = request.getRemoteAddress();
		InetAddress address = (remote != null) ? remote.getAddress() : null;
		return (address != null) ? address.getHostAddress() : null;
	}

}
