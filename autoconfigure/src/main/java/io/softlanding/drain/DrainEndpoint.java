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
 * Drains an instance that stays alive, and undoes it. There is no access to it by
 * default.
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
	 * What is asked for.
	 */
	public enum Action {

		/** Send no more requests here, and answer those that are in flight. */
		DRAIN,

		/** Undo it. */
		RESUME

	}

	/**
	 * Begins a drain for maintenance or its end, and returns at once. It has a parameter,
	 * so that it takes JSON only, which no page of another origin can send.
	 * @param security who asks
	 * @param action what is asked for
	 * @return the status: 202 if it has begun, 200 if nothing had to be done, 409 if the
	 * instance ends or the other one has to finish first, 503 while it starts
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
