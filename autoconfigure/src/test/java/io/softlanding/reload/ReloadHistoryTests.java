/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReloadHistory}.
 */
class ReloadHistoryTests {

	private final ReloadHistory history = new ReloadHistory(() -> 10);

	@Test
	void whoWasBusyWhileAnotherCommittedHasAppliedNothing() {
		this.history.accept(attempt(ReloadOutcome.BUSY, 2));
		assertThat(this.history.applied()).isNull();
		ReloadAttempt applied = attempt(ReloadOutcome.APPLIED, 2);
		this.history.accept(applied);
		this.history.accept(attempt(ReloadOutcome.UNCHANGED, 2));
		assertThat(this.history.applied()).isSameAs(applied);
	}

	@Test
	void whatIsInForceThoughTheEnvironmentHasNotFollowedIsShown() {
		ReloadAttempt inForce = attempt(ReloadOutcome.UNKNOWN, 2);
		this.history.accept(inForce);
		this.history.accept(attempt(ReloadOutcome.UNKNOWN, 2));
		assertThat(this.history.applied()).as("the second one was rolled back").isSameAs(inForce);
	}

	private static ReloadAttempt attempt(ReloadOutcome outcome, long generation) {
		return new ReloadAttempt(outcome, ReloadTrigger.SIGNAL, Instant.EPOCH, Duration.ZERO, generation, "", List.of(),
				List.of(), 0);
	}

}
