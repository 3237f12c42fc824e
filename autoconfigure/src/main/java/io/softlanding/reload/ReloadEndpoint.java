/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.lang.Nullable;

/**
 * Endpoint that reloads the configuration. It has no access by default.
 *
 * @since 0.1
 */
@WebEndpoint(id = "reload", defaultAccess = Access.NONE)
public final class ReloadEndpoint {

	private static final int CONFLICT = 409;

	private static final int UNPROCESSABLE = 422;

	private final Reloader reloader;

	ReloadEndpoint(Reloader reloader) {
		this.reloader = reloader;
	}

	/**
	 * Reloads the configuration, or checks whether a reload would succeed. The parameters
	 * make it accept JSON only, which a page of another origin cannot send.
	 * @param dryRun whether to change nothing; {@code false} by default
	 * @param force whether to accept missing files, and files that have lost most of
	 * their keys; {@code false} by default
	 * @return the outcome: 200 if the configuration is or could be in force, 409 if
	 * another reload runs, 422 if the files are refused, 503 while the instance starts or
	 * drains, 500 if a listener failed
	 */
	// Spring Boot 3.5 knows no other annotation for parameters that may be left out.
	@WriteOperation
	public WebEndpointResponse<ReloadAttempt> reload(@Nullable Boolean dryRun, @Nullable Boolean force) {
		ReloadAttempt attempt = this.reloader.reload(ReloadTrigger.ENDPOINT, Boolean.TRUE.equals(dryRun),
				Boolean.TRUE.equals(force));
		return new WebEndpointResponse<>(attempt, status(attempt.outcome()));
	}

	private static int status(ReloadOutcome outcome) {
		return switch (outcome) {
			case APPLIED, UNCHANGED, VALID -> WebEndpointResponse.STATUS_OK;
			case BUSY -> CONFLICT;
			case INVALID -> UNPROCESSABLE;
			case REFUSED -> WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE;
			case FAILED, UNKNOWN -> WebEndpointResponse.STATUS_INTERNAL_SERVER_ERROR;
		};
	}

}
