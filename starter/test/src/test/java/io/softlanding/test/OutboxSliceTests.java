/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainResult;
import io.softlanding.test.OutboxContractTests.Outbox;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One participant in a context that is closed in the process of the test.
 */
@DrainSliceTest(OutboxSliceTests.Messages.class)
class OutboxSliceTests {

	@Autowired
	private DrainSlice slice;

	@Autowired
	private CountDownLatch sent;

	@Test
	void whatIsSentIsCompleted() {
		this.sent.countDown();
		DrainReport report = this.slice.terminate();
		assertThat(report.participant("outbox"))
			.hasValueSatisfying((outbox) -> assertThat(outbox.outcome()).isEqualTo(DrainOutcome.COMPLETED));
	}

	@Test
	void aSecondSignalDoesNotWaitForMessagesAndSaysSo() {
		DrainReport report = this.slice.terminateTwice();
		assertThat(report.participant("outbox"))
			.hasValueSatisfying((outbox) -> assertThat(outbox.outcome()).isEqualTo(DrainOutcome.TIMED_OUT));
	}

	@Test
	void withoutTimeNothingIsWaitedFor() throws Exception {
		StubDrainContext context = StubDrainContext.withRemaining(Duration.ofHours(1));
		context.advance(Duration.ofHours(1));
		DrainResult result = new Outbox(this.sent, false).drain(context);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.TIMED_OUT);
	}

	static class Messages {

		@Bean
		CountDownLatch sent() {
			return new CountDownLatch(1);
		}

		@Bean
		DrainParticipant outbox(CountDownLatch sent) {
			return new Outbox(sent, false);
		}

	}

}
