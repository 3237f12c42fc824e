package io.softlanding.web;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;

/**
 * Reports the requests that were answered with 503 because they came when nothing was
 * accepted any more.
 */
final class LateRequestsParticipant implements DrainParticipant {

	private final InFlightRequests requests;

	LateRequestsParticipant(InFlightRequests requests) {
		this.requests = requests;
	}

	@Override
	public String name() {
		return "late-requests";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.HANDOFF;
	}

	@Override
	public DrainResult drain(DrainContext context) {
		long rejected = this.requests.rejectedDraining();
		return (rejected == 0) ? DrainResult.nothingToDo("No request came too late")
				: DrainResult
					.partial("%d %s too late and answered with 503", rejected,
							(rejected == 1) ? "request was" : "requests were")
					.with("routes", this.requests.rejectedRoutes());
	}

}
