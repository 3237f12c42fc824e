/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.time.Duration;

import io.softlanding.time.DurationProperty;

/**
 * How long a drain waits for what.
 *
 * @param commit for a commit that has begun
 * @param unwind for an owner to roll back what was doomed
 * @param pool for connections without a transaction
 */
record Patience(Duration commit, Duration unwind, Duration pool) {

	static Patience of(TransactionProperties properties) {
		return new Patience(
				DurationProperty.notNegative("softlanding.transaction.commit-patience", properties.commitPatience()),
				DurationProperty.notNegative("softlanding.transaction.unwind-patience", properties.unwindPatience()),
				DurationProperty.notNegative("softlanding.transaction.pool-patience", properties.poolPatience()));
	}

	/** Of a forced drain. */
	static Patience none() {
		return new Patience(Duration.ZERO, Duration.ZERO, Duration.ZERO);
	}

}
