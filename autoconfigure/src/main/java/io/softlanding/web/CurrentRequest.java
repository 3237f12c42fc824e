package io.softlanding.web;

import io.softlanding.drain.CurrentWork;
import io.softlanding.drain.Work;
import org.jspecify.annotations.Nullable;

import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * The request that the calling thread serves, as far as Spring knows it.
 */
final class CurrentRequest implements CurrentWork {

	private final InFlightRequests requests;

	CurrentRequest(InFlightRequests requests) {
		this.requests = requests;
	}

	@Override
	public @Nullable Work get() {
		if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes) {
			InFlightRequest request = InFlightFilter.of(attributes.getRequest());
			return (request != null) ? new RequestWork(this.requests, request) : null;
		}
		return null;
	}

	private record RequestWork(InFlightRequests requests, InFlightRequest request) implements Work {

		@Override
		public String description() {
			return this.request.method() + " " + this.request.route();
		}

		@Override
		public boolean ended() {
			return !this.requests.isActive(this.request);
		}

	}

}
