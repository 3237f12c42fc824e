/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainReason;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StubDrainContext;
import io.softlanding.inflight.EndsBeforePort;
import io.softlanding.time.NanoClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Work other than requests that may need the port.
 */
class BeforePortParticipantTests {

	/** Counts how often it is looked at, and ends at the third look. */
	private static final class Messages implements EndsBeforePort {

		private final int looks;

		private int looked;

		private int told;

		private Messages(int looks) {
			this.looks = looks;
		}

		@Override
		public String description() {
			return "messages";
		}

		@Override
		public void closeIntake(Duration timeout) {
			this.told++;
		}

		@Override
		public boolean hasEnded(Predicate<Thread> except) {
			return ++this.looked > this.looks;
		}

	}

	private final StubDrainContext context = new StubDrainContext();

	private final List<EndsBeforePort> sources = new ArrayList<>();

	@Test
	void thePortStaysOpenUntilWorkHasEnded() throws Exception {
		Messages messages = new Messages(2);
		DrainResult result = drain(messages);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.COMPLETED);
		assertThat(result.summary()).isEqualTo("Ended before the port is closed: messages");
		assertThat(messages.told).isOne();
		assertThat(this.context.lines()).contains("port stays open for messages");
	}

	@Test
	void withoutSuchWorkNothingIsWaitedFor() throws Exception {
		assertThat(drain(new Messages(0)).outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
	}

	@Test
	void aForcedDrainDoesNotWait() throws Exception {
		this.context.forced(true);
		DrainResult result = drain(new Messages(Integer.MAX_VALUE));
		assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(result.summary()).contains("messages");
	}

	@Test
	void requestsKeepTheRestOfTheTime() throws Exception {
		this.context.remaining(() -> Duration.ZERO);
		assertThat(drain(new Messages(Integer.MAX_VALUE)).outcome()).isEqualTo(DrainOutcome.PARTIAL);
	}

	@Test
	void maintenanceTellsNothingToStop() throws Exception {
		this.context.reason(DrainReason.MAINTENANCE);
		Messages messages = new Messages(Integer.MAX_VALUE);
		assertThat(drain(messages).outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
		assertThat(messages.told).isZero();
	}

	private DrainResult drain(EndsBeforePort source) throws InterruptedException {
		this.sources.add(source);
		return new BeforePortParticipant(() -> this.sources, NanoClock.SYSTEM).drain(this.context);
	}

}
