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
 * @param rollback for the owner of a doomed transaction to roll it back
 * @param pool for connections without a transaction
 */
record TransactionTimeouts(Duration commit, Duration rollback, Duration pool) {

	/** Those of a forced drain. */
	static final TransactionTimeouts NONE = new TransactionTimeouts(Duration.ZERO, Duration.ZERO, Duration.ZERO);

	static TransactionTimeouts of(TransactionProperties properties) {
		return new TransactionTimeouts(
				DurationProperty.notNegative("softlanding.transaction.commit-timeout", properties.commitTimeout()),
				DurationProperty.notNegative("softlanding.transaction.rollback-timeout", properties.rollbackTimeout()),
				DurationProperty.notNegative("softlanding.transaction.pool-timeout", properties.poolTimeout()));
	}

}
