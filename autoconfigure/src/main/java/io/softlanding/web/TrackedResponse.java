package io.softlanding.web;

import java.nio.file.Path;

import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ZeroCopyHttpOutputMessage;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;

/**
 * The answer to a request in flight. What is written item by item can be ended after the
 * item that is being written, and events that are written as buffers after an event.
 */
class TrackedResponse extends ServerHttpResponseDecorator {

	private static final String EVENTS = "text/event-stream";

	private final InFlightRequest request;

	private TrackedResponse(ServerHttpResponse response, InFlightRequest request) {
		super(response);
		this.request = request;
	}

	/**
	 * Wraps an answer.
	 * @param response the server's
	 * @param request the request that it answers
	 * @return an answer that can send files as well as the server's
	 */
	static TrackedResponse of(ServerHttpResponse response, InFlightRequest request) {
		return (response instanceof ZeroCopyHttpOutputMessage files) ? new OfFiles(response, request, files)
				: new TrackedResponse(response, request);
	}

	InFlightRequest request() {
		return this.request;
	}

	@Override
	public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
		// One buffer is no stream, and goes with its length.
		if (body instanceof Mono || !isEvents()) {
			return super.writeWith(body);
		}
		BufferedEvents events = new BufferedEvents();
		// First: an event stream that cannot be ended is cut.
		this.request.completion(events::end);
		this.request.markEventStream();
		return super.writeWith(events.limit(body));
	}

	@Override
	public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
		Sinks.Empty<Void> end = Sinks.empty();
		this.request.completion(end::tryEmitEmpty);
		if (isEvents()) {
			this.request.markEventStream();
		}
		return super.writeAndFlushWith(Flux.from(body).takeUntilOther(end.asMono()));
	}

	private boolean isEvents() {
		String contentType = getHeaders().getFirst(HttpHeaders.CONTENT_TYPE);
		return contentType != null && contentType.startsWith(EVENTS);
	}

	/** Files go from the disk to the connection without a copy. */
	private static final class OfFiles extends TrackedResponse implements ZeroCopyHttpOutputMessage {

		private final ZeroCopyHttpOutputMessage files;

		OfFiles(ServerHttpResponse response, InFlightRequest request, ZeroCopyHttpOutputMessage files) {
			super(response, request);
			this.files = files;
		}

		@Override
		public Mono<Void> writeWith(Path file, long position, long count) {
			return this.files.writeWith(file, position, count);
		}

	}

}
