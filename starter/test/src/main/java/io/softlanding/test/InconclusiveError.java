/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

/**
 * Failure of an assertion about a drain because what it asserts could not be known, such
 * as when there is no exit report. The test fails: what cannot be known is not passed.
 *
 * @since 0.1.0
 */
public class InconclusiveError extends AssertionError {

	/**
	 * Creates an error.
	 * @param what what could not be known, and why
	 */
	public InconclusiveError(String what) {
		super("Inconclusive: " + what);
	}

}
