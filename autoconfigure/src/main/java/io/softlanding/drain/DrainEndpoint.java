/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.security.Principal;
import java.time.Duration;
import java.util.Map;

import io.softlanding.inflight.CallerAddress;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/**
 * Endpoint that drains an instance for maintenance without ending its process. It has no
 * access by default.
 *
 * @since 0.1
 */
@WebEndpoint(id = "drain", defaultAccess = Access.NONE)
public final class DrainEndpoint {

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private static final int ACCEPTED = 202;

	private static final int CONFLICT = 409;

	private final MaintenanceRequests maintenance;

	private final DrainReporter reporter;

	private final CallerAddress address;

	DrainEndpoint(MaintenanceRequests maintenance, DrainReporter reporter, CallerAddress address) {
		this.maintenance = maintenance;
		this.reporter = reporter;
		this.address = address;
	}

	/**
	 * Requested action.
	 */
	public enum Action {

		/** Refuses traffic, and answers the requests in flight. */
		DRAIN,

		/** Accepts traffic again. */
		RESUME

	}

	/**
	 * Begins or ends a drain for maintenance, and returns immediately. The parameter
	 * makes the endpoint accept JSON only, which a page of another origin cannot send.
	 * @param security the security context of the caller
	 * @param action the requested action
	 * @return the status: 202 if the action has begun, 200 if nothing had to be done, 409
	 * if the instance is ending or the opposite action has to finish first, 503 while the
	 * instance starts
	 */
	@WriteOperation
	public WebEndpointResponse<Map<String, Object>> drain(SecurityContext security, Action action) {
		Principal principal = security.getPrincipal();
		Requester caller = new Requester((principal != null) ? principal.getName() : null, this.address.get());
		MaintenanceOutcome outcome = (action == Action.DRAIN) ? this.maintenance.maintain(caller)
				: this.maintenance.resume(caller);
		return new WebEndpointResponse<>(this.reporter.status(TIMEOUT), status(outcome));
	}

	private static int status(MaintenanceOutcome outcome) {
		return switch (outcome) {
			case STARTED -> ACCEPTED;
			case UNCHANGED -> WebEndpointResponse.STATUS_OK;
			case BUSY -> CONFLICT;
			case NOT_READY -> WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE;
		};
	}

}
