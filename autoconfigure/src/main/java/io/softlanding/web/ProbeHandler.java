package io.softlanding.web;

import java.net.InetAddress;
import java.net.InetSocketAddress;

import io.softlanding.web.ManagementRequests.Kind;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;

/**
 * Notes probes that arrive on a management port of its own.
 */
final class ProbeHandler implements HttpHandler {

	/**
	 * In the context of a request to such a port: what serves the application's requests
	 * is around its handler too.
	 */
	static final String MANAGEMENT = ProbeHandler.class.getName() + ".management";

	private final HttpHandler handler;

	private final ManagementRequests management;

	private final Probes probes;

	ProbeHandler(HttpHandler handler, ManagementRequests management, Probes probes) {
		this.handler = handler;
		this.management = management;
		this.probes = probes;
	}

	@Override
	public Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
		Kind kind = this.management.kind(request.getPath().pathWithinApplication().value());
		Mono<Void> answer = (kind == Kind.PROBE) ? answer(request, response, this.handler, this.probes)
				: this.handler.handle(request, response);
		return answer.contextWrite((context) -> context.put(MANAGEMENT, true));
	}

	/**
	 * Answers a probe and notes what the answer was.
	 */
	static Mono<Void> answer(ServerHttpRequest request, ServerHttpResponse response, HttpHandler handler,
			Probes probes) {
		String address = address(request);
		String agent = request.getHeaders().getFirst(HttpHeaders.USER_AGENT);
		return handler.handle(request, response).doFinally((signal) -> {
			HttpStatusCode status = response.getStatusCode();
			boolean refused = signal != SignalType.ON_COMPLETE || (status != null && status.isError());
			probes.answered(address, agent, refused);
		});
	}

	private static @Nullable String address(ServerHttpRequest request) {
		InetSocketAddress remote = request.getRemoteAddress();
		InetAddress address = (remote != null) ? remote.getAddress() : null;
		return (address != null) ? address.getHostAddress() : null;
	}

}
