package io.softlanding.panic;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Notes where an error was thrown, before route, transaction and trace are forgotten, and
 * resolves nothing: filters further out, such as Spring Security's, have to see it too.
 * An {@link Error} is recorded here already, since a handler of everything would hide it.
 */
final class PanicExceptionResolver implements HandlerExceptionResolver, Ordered {

	private final RequestPanics panics;

	PanicExceptionResolver(RequestPanics panics) {
		this.panics = panics;
	}

	@Override
	public @Nullable ModelAndView resolveException(HttpServletRequest request, HttpServletResponse response,
			@Nullable Object handler, Exception ex) {
		this.panics.makeRoom(ex);
		this.panics.note(request);
		Throwable error = ErrorChain.unwrap(ex);
		if (error instanceof Error) {
			this.panics.record(request, error);
		}
		return null;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

}
