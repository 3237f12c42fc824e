/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.SQLException;

import io.softlanding.drain.DrainRefusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link CommitFailure}.
 */
class CommitFailureTests {

	@ParameterizedTest
	@ValueSource(strings = { "23505", "40001", "40P01", "25P02", "57014", "P0001" })
	void whatTheServerHasRefusedIsRolledBack(String state) {
		assertThat(CommitFailure.outcome(new SQLException("", state))).isEqualTo(TransactionOutcome.ROLLED_BACK);
	}

	@ParameterizedTest
	@ValueSource(strings = { "08006", "08003", "57P01", "57P02", "40003", "HY000", "", "S1000", "XX000" })
	void whatMayHaveBeenCommittedIsUnknown(String state) {
		assertThat(CommitFailure.outcome(new SQLException("", state))).isEqualTo(TransactionOutcome.UNKNOWN);
	}

	@Test
	void aRefusalIsKnownAsSuch() {
		SQLException refusal = CommitFailure.refusal(mock(OpenTransaction.class));
		assertThat((Throwable) refusal).isInstanceOf(DrainRefusal.class);
		assertThat(refusal.getSQLState()).isEqualTo("57000");
	}

	@Test
	void anErrorOfTheDriverIsUnknown() {
		assertThat(CommitFailure.outcome(new SQLException(""))).isEqualTo(TransactionOutcome.UNKNOWN);
		assertThat(CommitFailure.outcome(new IllegalStateException())).isEqualTo(TransactionOutcome.UNKNOWN);
	}

}
