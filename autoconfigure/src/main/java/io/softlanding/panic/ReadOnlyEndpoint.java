/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.Map;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * Stops the writes of the whole application, and lets them in again, at
 * {@code /actuator/readonly}. It may not be used unless
 * {@code management.endpoint.readonly.access} says so.
 *
 * @since 0.1
 */
@Endpoint(id = "readonly", defaultAccess = Access.NONE)
public final class ReadOnlyEndpoint {

	private final ReadOnlyMode mode;

	ReadOnlyEndpoint(ReadOnlyMode mode) {
		this.mode = mode;
	}

	/**
	 * Tells whether this instance refuses writes.
	 * @return {@code readOnly}
	 */
	@ReadOperation
	public Map<String, Object> readOnly() {
		return Map.of("readOnly", this.mode.isActive());
	}

	/**
	 * Asks for it; all instances follow within two seconds.
	 * @param mode {@code on}, {@code off}, or {@code auto} for the rule
	 * @return what was asked for
	 */
	@WriteOperation
	public Map<String, Object> ask(String mode) {
		switch (mode) {
			case "on" -> this.mode.ask(true);
			case "off" -> this.mode.ask(false);
			case "auto" -> this.mode.ask(null);
			default -> throw new InvalidEndpointRequestException("mode is neither on, off nor auto",
					"mode is neither on, off nor auto");
		}
		return Map.of("asked", mode);
	}

}
