package io.softlanding.web;

import java.io.IOException;

import io.softlanding.web.ManagementRequests.Kind;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * Tracks each request from here to its end, through asynchronous and error dispatches,
 * and answers those that come too late. A request ends when the server says so
 * ({@link #ENDED_BY_SERVER}), or else when the filter chain or the asynchronous context
 * has ended.
 */
final class InFlightFilter implements Filter {

	/**
	 * Attribute of a servlet context whose server calls {@link InFlightRequests#finish}
	 * after the last byte.
	 */
	static final String ENDED_BY_SERVER = InFlightFilter.class.getName() + ".endedByServer";

	private static final String REQUEST = InFlightRequest.class.getName();

	private static final String MANAGEMENT = InFlightFilter.class.getName() + ".management";

	private static final String EVENTS = "text/event-stream";

	/** Spring's mock requests need not end. */
	private static final String MOCKS = "org.springframework.mock.";

	private final InFlightRequests requests;

	private final ManagementRequests management;

	private final Probes probes;

	private final LateAnswer lateAnswer;

	private volatile boolean endedByServer;

	private volatile boolean tracks = true;

	InFlightFilter(InFlightRequests requests, ManagementRequests management, Probes probes, LateAnswer lateAnswer) {
		this.requests = requests;
		this.management = management;
		this.probes = probes;
		this.lateAnswer = lateAnswer;
	}

	static @Nullable InFlightRequest of(ServletRequest request) {
		return (request.getAttribute(REQUEST) instanceof InFlightRequest inFlight) ? inFlight : null;
	}

	@Override
	public void init(FilterConfig config) {
		ServletContext context = config.getServletContext();
		this.endedByServer = context.getAttribute(ENDED_BY_SERVER) != null;
		this.tracks = !context.getClass().getName().startsWith(MOCKS);
	}

	@Override
	public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
			throws IOException, ServletException {
		HttpServletRequest request = (HttpServletRequest) servletRequest;
		HttpServletResponse response = closing(request, (HttpServletResponse) servletResponse);
		InFlightRequest inFlight = of(request);
		if (inFlight == null) {
			if (!this.tracks || request.getAttribute(MANAGEMENT) != null) {
				chain.doFilter(request, response);
				return;
			}
			Kind kind = this.management.kind(ProbeFilter.path(request));
			if (kind != Kind.APPLICATION) {
				// Its error page is management too.
				request.setAttribute(MANAGEMENT, true);
				if (kind == Kind.PROBE) {
					ProbeFilter.answer(request, response, chain, this.probes);
				}
				else {
					chain.doFilter(request, response);
				}
				return;
			}
			inFlight = start(request);
			if (inFlight == null) {
				refuse(response);
				return;
			}
			request.setAttribute(REQUEST, inFlight);
		}
		serve(request, response, chain, inFlight);
	}

	private void refuse(HttpServletResponse response) throws IOException {
		byte[] problem = this.lateAnswer.problem();
		response.setStatus(LateAnswer.STATUS);
		response.setHeader("Retry-After", this.lateAnswer.retryAfter());
		response.setContentType(LateAnswer.CONTENT_TYPE);
		response.setContentLength(problem.length);
		response.getOutputStream().write(problem);
		response.flushBuffer();
	}

	private @Nullable InFlightRequest start(HttpServletRequest request) {
		String route = request.getHttpServletMapping().getPattern();
		return (request.getDispatcherType() == DispatcherType.ERROR)
				? this.requests.startInTime(request.getMethod(), route)
				: this.requests.start(request.getMethod(), route);
	}

	private void serve(HttpServletRequest request, HttpServletResponse response, FilterChain chain,
			InFlightRequest inFlight) throws IOException, ServletException {
		inFlight.attach();
		try {
			chain.doFilter(request, response);
		}
		finally {
			inFlight.detach();
			if (request.isAsyncStarted() && isEvents(response.getContentType())) {
				inFlight.markEventStream();
			}
			if (response instanceof ClosingResponse closing && !response.isCommitted()) {
				closing.close();
			}
			if (!this.endedByServer) {
				endWithoutServer(request, inFlight);
			}
		}
	}

	private static boolean isEvents(@Nullable String contentType) {
		return contentType != null && contentType.startsWith(EVENTS);
	}

	private void endWithoutServer(HttpServletRequest request, InFlightRequest inFlight) {
		if (!request.isAsyncStarted()) {
			// An error dispatch after this one counts anew.
			request.removeAttribute(REQUEST);
			this.requests.finish(inFlight);
		}
		else if (request.getDispatcherType() != DispatcherType.ASYNC) {
			request.getAsyncContext().addListener(new EndOfAsync(inFlight));
		}
	}

	private HttpServletResponse closing(HttpServletRequest request, HttpServletResponse response) {
		if (response instanceof ClosingResponse || !request.getProtocol().startsWith("HTTP/1")) {
			return response;
		}
		boolean chunks = request.getProtocol().equals("HTTP/1.1") && !request.getMethod().equals("HEAD");
		return new ClosingResponse(response, chunks, this.requests::draining);
	}

	private final class EndOfAsync implements AsyncListener {

		private final InFlightRequest inFlight;

		EndOfAsync(InFlightRequest inFlight) {
			this.inFlight = inFlight;
		}

		@Override
		public void onComplete(AsyncEvent event) {
			InFlightFilter.this.requests.finish(this.inFlight);
		}

		@Override
		public void onTimeout(AsyncEvent event) {
			// Complete follows.
		}

		@Override
		public void onError(AsyncEvent event) {
			// Complete follows.
		}

		@Override
		public void onStartAsync(AsyncEvent event) {
			event.getAsyncContext().addListener(this);
		}

	}

}
