/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.rehearsal;

import java.security.Principal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.softlanding.inflight.CallerAddress;
import io.softlanding.text.PlainValues;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.lang.Nullable;

/**
 * Endpoint that rehearses the drain of this instance. It has no access by default.
 *
 * @since 0.1
 */
@WebEndpoint(id = "rehearsal", defaultAccess = Access.NONE)
public final class RehearsalEndpoint {

	private static final int ACCEPTED = 202;

	private static final int CONFLICT = 409;

	private final RehearsalRunner runner;

	private final Duration longest;

	private final CallerAddress address;

	RehearsalEndpoint(RehearsalRunner runner, Duration longest, CallerAddress address) {
		this.runner = runner;
		this.longest = longest;
		this.address = address;
	}

	/**
	 * Returns what a rehearsal does now, and the result of the last one.
	 * @return strings, numbers, booleans, lists and maps; times in ISO-8601
	 */
	@ReadOperation
	public Map<String, Object> status() {
		return PlainValues.of(this.runner.status());
	}

	/**
	 * Begins a rehearsal. The parameter makes it accept JSON only, which a page of
	 * another origin cannot send.
	 * @param security who asks
	 * @param observe time for which the drained instance is observed
	 * @return the status: 202 if it has begun, 409 with {@code refusal} if it must not
	 */
	// Spring Boot 3.5 knows no other annotation for parameters that may be left out.
	@WriteOperation
	public WebEndpointResponse<Map<String, Object>> start(SecurityContext security, @Nullable Duration observe) {
		if (observe != null && (observe.isNegative() || observe.compareTo(this.longest) > 0)) {
			throw new InvalidEndpointRequestException("observe is not between 0s and softlanding.rehearsal.timeout",
					"observe is not between 0s and softlanding.rehearsal.timeout");
		}
		String refusal = this.runner.start(principal(security), this.address.get(), observe);
		if (refusal == null) {
			return new WebEndpointResponse<>(status(), ACCEPTED);
		}
		Map<String, Object> document = new LinkedHashMap<>();
		document.put("refusal", refusal);
		document.putAll(status());
		return new WebEndpointResponse<>(document, CONFLICT);
	}

	/**
	 * Ends the rehearsal and puts the instance back into service, in the background. A
	 * page of another origin cannot send it without being asked first.
	 * @param security who asks
	 * @return the status: 202 if one runs, 200 if none does
	 */
	@DeleteOperation
	public WebEndpointResponse<Map<String, Object>> abort(SecurityContext security) {
		boolean runs = this.runner.abort(RehearsalRunner.caller(principal(security), this.address.get()));
		return new WebEndpointResponse<>(status(), runs ? ACCEPTED : WebEndpointResponse.STATUS_OK);
	}

	private static @Nullable String principal(SecurityContext security) {
		Principal principal = security.getPrincipal();
		return (principal != null) ? principal.getName() : null;
	}

}
