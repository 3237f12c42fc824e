package io.softlanding.panic;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Resolves nothing. Notes where an error was thrown, before route, transaction and trace
 * are forgotten, and records fatal errors, which an exception handler of everything would
 * hide.
 */
final class FatalErrorResolver implements HandlerExceptionResolver {

	private final RequestPanics panics;

	FatalErrorResolver(RequestPanics panics) {
		this.panics = panics;
	}

	@Override
	public @Nullable ModelAndView resolveException(HttpServletRequest request, HttpServletResponse response,
			@Nullable Object handler, Exception ex) {
		this.panics.makeRoom(ex);
		Throwable error = ErrorChain.unwrap(ex);
		if (isOfVirtualMachine(error) && this.panics.classify(error).severity() == PanicSeverity.FATAL) {
			this.panics.record(request, error, true);
		}
		else {
			this.panics.note(request);
		}
		return null;
	}

	private static boolean isOfVirtualMachine(Throwable error) {
		for (Throwable member : ErrorChain.of(error)) {
			if (member instanceof VirtualMachineError) {
				return true;
			}
		}
		return false;
	}

}
