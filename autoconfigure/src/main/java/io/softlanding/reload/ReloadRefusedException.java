/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.util.List;

/**
 * Ends a reload before anything has changed.
 */
final class ReloadRefusedException extends Exception {

	private final ReloadOutcome outcome;

	private final transient List<ReloadProblem> problems;

	ReloadRefusedException(ReloadOutcome outcome, String message, List<ReloadProblem> problems) {
		super(message);
		this.outcome = outcome;
		this.problems = problems;
	}

	static ReloadRefusedException invalid(String message, List<ReloadProblem> problems) {
		return new ReloadRefusedException(ReloadOutcome.INVALID, message, problems);
	}

	static ReloadRefusedException invalid(String message) {
		return invalid(message, List.of());
	}

	/** Not because of a mistake in the configuration. */
	static ReloadRefusedException failed(String message) {
		return new ReloadRefusedException(ReloadOutcome.FAILED, message, List.of());
	}

	ReloadOutcome outcome() {
		return this.outcome;
	}

	List<ReloadProblem> problems() {
		return this.problems;
	}

	String text() {
		return String.valueOf(getMessage());
	}

}
