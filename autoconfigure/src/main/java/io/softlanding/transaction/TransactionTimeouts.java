/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.time.Duration;

import io.softlanding.time.DurationProperty;

/**
 * How long force waits.
 *
 * @param commit for a commit that has begun
 * @param unwind for the owner of a doomed transaction to roll it back
 * @param pool for connections without a transaction
 */
record TransactionTimeouts(Duration commit, Duration unwind, Duration pool) {

	/** Those of a forced drain. */
	static final TransactionTimeouts NONE = new TransactionTimeouts(Duration.ZERO, Duration.ZERO, Duration.ZERO);

	static TransactionTimeouts of(TransactionProperties properties) {
		return new TransactionTimeouts(
				DurationProperty.notNegative("softlanding.transaction.commit-patience", properties.commitPatience()),
				DurationProperty.notNegative("softlanding.transaction.unwind-patience", properties.unwindPatience()),
				DurationProperty.notNegative("softlanding.transaction.pool-patience", properties.poolPatience()));
	}

}
