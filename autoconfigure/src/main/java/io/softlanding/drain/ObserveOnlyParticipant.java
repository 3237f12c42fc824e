/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.util.Map;
import java.util.function.Supplier;

/**
 * Looks at what a drain would have had to deal with: what each feature shows in the
 * status at the moment when the instance is told to end.
 */
final class ObserveOnlyParticipant implements DrainParticipant {

	private final Supplier<Map<String, Object>> status;

	/**
	 * Creates a participant that looks at the status.
	 * @param status returns what each feature shows, in time
	 */
	ObserveOnlyParticipant(Supplier<Map<String, Object>> status) {
		this.status = status;
	}

	@Override
	public String name() {
		return "observe-only";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.ANNOUNCE;
	}

	@Override
	public DrainResult drain(DrainContext context) {
		return DrainResult.completed("A drain would have begun").with("open", this.status.get());
	}

}
