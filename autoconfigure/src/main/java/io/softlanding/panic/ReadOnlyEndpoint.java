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
 * Endpoint that controls the read-only mode. It has no access by default: set
 * {@code management.endpoint.readonly.access}.
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
	 * Returns whether this instance refuses writes.
	 * @return {@code readOnly}
	 */
	@ReadOperation
	public Map<String, Object> readOnly() {
		return Map.of("readOnly", this.mode.isActive());
	}

	/**
	 * Switches the read-only mode. With shared counts, all instances follow within two
	 * seconds.
	 * @param mode {@code on}, {@code off}, or {@code auto} to let the threshold decide
	 * @return the requested mode
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
