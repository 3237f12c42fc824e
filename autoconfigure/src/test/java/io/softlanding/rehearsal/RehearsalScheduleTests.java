/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.rehearsal;

import java.time.ZonedDateTime;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class RehearsalScheduleTests {

	@Test
	void anErrorDoesNotEndTheSchedule() throws Exception {
		CountDownLatch rehearsals = new CountDownLatch(3);
		AtomicLong seconds = new AtomicLong();
		ZonedDateTime begin = ZonedDateTime.parse("2026-01-01T00:00:00Z");
		RehearsalSchedule schedule = new RehearsalSchedule("* * * * * *", () -> {
			rehearsals.countDown();
			throw new LinkageError("on purpose");
		}, () -> begin.plusSeconds(seconds.getAndIncrement()));
		schedule.afterSingletonsInstantiated();
		try {
			assertThat(rehearsals.await(20, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			schedule.destroy();
		}
	}

}
