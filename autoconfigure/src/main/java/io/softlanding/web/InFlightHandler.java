package io.softlanding.web;

import io.softlanding.web.ManagementRequests.Kind;
import org.reactivestreams.Subscriber;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;

/**
 * Tracks each request of a reactive application from here to its end, its error page
 * included, and answers those that come too late. A request ends when the server says so,
 * or else when the handler has ended, failed or was cancelled. One whose connection was
 * upgraded ends with its handler too: the server would speak of the end of the WebSocket.
 */
final class InFlightHandler implements HttpHandler {

	private final HttpHandler handler;

	private final ReactiveServer server;

	private final InFlightRequests requests;

	private final ManagementRequests management;

	private final Probes probes;

	private final LateAnswer lateAnswer;

	InFlightHandler(HttpHandler handler, ReactiveServer server, InFlightRequests requests,
			ManagementRequests management, Probes probes, LateAnswer lateAnswer) {
		this.handler = handler;
		this.server = server;
		this.requests = requests;
		this.management = management;
		this.probes = probes;
		this.lateAnswer = lateAnswer;
	}

	@Override
	public Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
		return Mono.deferContextual((context) -> context.hasKey(ProbeHandler.MANAGEMENT)
				? this.handler.handle(request, response) : answer(request, response));
	}

	private Mono<Void> answer(ServerHttpRequest request, ServerHttpResponse response) {
		this.server.arrived(request);
		if (this.server.closesConnections(request)) {
			response.beforeCommit(() -> Mono.fromRunnable(() -> close(response)));
		}
		Kind kind = this.management.kind(request.getPath().pathWithinApplication().value());
		if (kind == Kind.PROBE) {
			return ProbeHandler.answer(request, response, this.handler, this.probes);
		}
		if (kind == Kind.MANAGEMENT) {
			return this.handler.handle(request, response);
		}
		InFlightRequest inFlight = this.requests.start(request.getMethod().name(), "/");
		return (inFlight != null) ? serve(request, response, inFlight) : refuse(response);
	}

	/**
	 * Tells the caller to close the connection if the instance drains by the time its
	 * answer is begun.
	 */
	private void close(ServerHttpResponse response) {
		HttpStatusCode status = response.getStatusCode();
		if (this.requests.draining() && (status == null || !status.is1xxInformational())) {
			response.getHeaders().set(HttpHeaders.CONNECTION, "close");
		}
	}

	private Mono<Void> serve(ServerHttpRequest request, ServerHttpResponse response, InFlightRequest inFlight) {
		boolean endedByServer = this.server.whenOver(response, () -> this.requests.finish(inFlight));
		Mono<Void> served = Mono.fromDirect((subscriber) -> begin(request, response, inFlight, subscriber));
		return served.doFinally((signal) -> {
			if (!endedByServer || this.server.isUpgraded(response)) {
				this.requests.finish(inFlight);
			}
		});
	}

	/** A handler that blocks does it here, and one that closes the context is known. */
	private void begin(ServerHttpRequest request, ServerHttpResponse response, InFlightRequest inFlight,
			Subscriber<? super Void> subscriber) {
		inFlight.attach();
		try {
			this.handler.handle(request, TrackedResponse.of(response, inFlight)).subscribe(subscriber);
		}
		finally {
			inFlight.detach();
		}
	}

	private Mono<Void> refuse(ServerHttpResponse response) {
		byte[] problem = this.lateAnswer.problem();
		response.setRawStatusCode(LateAnswer.STATUS);
		HttpHeaders headers = response.getHeaders();
		headers.set(HttpHeaders.RETRY_AFTER, this.lateAnswer.retryAfter());
		headers.set(HttpHeaders.CONTENT_TYPE, LateAnswer.CONTENT_TYPE);
		headers.setContentLength(problem.length);
		return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(problem)));
	}

}
