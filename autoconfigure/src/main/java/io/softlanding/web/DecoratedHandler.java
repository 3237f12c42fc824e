package io.softlanding.web;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.context.ApplicationContext;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.adapter.ForwardedHeaderTransformer;
import org.springframework.web.server.adapter.HttpWebHandlerAdapter;

/**
 * A decorated handler that can still be injected as what Spring has made, and answers for
 * its settings.
 */
final class DecoratedHandler extends HttpWebHandlerAdapter {

	private final HttpHandler handler;

	private DecoratedHandler(HttpWebHandlerAdapter original, HttpHandler handler) {
		super(original.getDelegate());
		this.handler = handler;
		setSessionManager(original.getSessionManager());
		setCodecConfigurer(original.getCodecConfigurer());
		setLocaleContextResolver(original.getLocaleContextResolver());
		setObservationRegistry(original.getObservationRegistry());
		setObservationConvention(original.getObservationConvention());
		@Nullable ForwardedHeaderTransformer transformer = original.getForwardedHeaderTransformer();
		if (transformer != null) {
			setForwardedHeaderTransformer(transformer);
		}
		@Nullable ApplicationContext context = original.getApplicationContext();
		if (context != null) {
			setApplicationContext(context);
		}
	}

	/**
	 * Gives a decorated handler the class of the original one, where that is Spring's.
	 * @param original the handler that was decorated
	 * @param decorated what handles requests
	 * @return what takes its place
	 */
	static HttpHandler of(HttpHandler original, HttpHandler decorated) {
		return (original instanceof HttpWebHandlerAdapter adapter) ? new DecoratedHandler(adapter, decorated)
				: decorated;
	}

	@Override
	public Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
		return this.handler.handle(request, response);
	}

}
