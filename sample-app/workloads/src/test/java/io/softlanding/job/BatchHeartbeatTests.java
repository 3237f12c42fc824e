/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.softlanding.job.BatchTables.Unfinished;
import io.softlanding.time.NanoClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests of {@link BatchHeartbeat}.
 */
@Timeout(60)
class BatchHeartbeatTests {

	private static final Duration INTERVAL = Duration.ofMillis(50);

	private final AtomicInteger written = new AtomicInteger();

	private final BatchTables tables = mock(BatchTables.class);

	private final BatchJobs jobs = mock(BatchJobs.class);

	private final BatchRun run = mock(BatchRun.class);

	private final BatchHeartbeat heartbeat = new BatchHeartbeat(this.jobs, this.tables, INTERVAL, NanoClock.SYSTEM);

	@BeforeEach
	void runs() {
		given(this.jobs.runs()).willReturn(List.of(this.run));
		given(this.tables.write(anyLong(), anyString())).willAnswer((invocation) -> {
			this.written.incrementAndGet();
			return true;
		});
	}

	@AfterEach
	void end() {
		given(this.jobs.runs()).willReturn(List.of());
		this.heartbeat.destroy();
	}

	@Test
	void anExecutionThatBeginsBeforeTheApplicationRunnersHasHeartbeats() {
		this.heartbeat.written(this.run);
		await().until(() -> this.written.get() > 3);
	}

	@Test
	void anExecutionThatOutlastsTheContextKeepsItsHeartbeats() {
		this.heartbeat.written(this.run);
		this.heartbeat.destroy();
		int before = this.written.get();
		await().until(() -> this.written.get() > before + 3);
	}

	@Test
	void anExecutionThatCannotBeClosedDoesNotDelayTheHeartbeatsOfOthers() throws Exception {
		CountDownLatch closing = new CountDownLatch(1);
		CountDownLatch testEnds = new CountDownLatch(1);
		given(this.tables.unfinished())
			.willReturn(List.of(new Unfinished(7, "other", "Heartbeat 1 every 50ms of pid 1")));
		given(this.tables.close(any(), anyString())).willAnswer((invocation) -> {
			closing.countDown();
			testEnds.await();
			return false;
		});
		this.heartbeat.written(this.run);
		Thread runner = new Thread(() -> {
			try {
				this.heartbeat.run(null);
			}
			catch (InterruptedException ex) {
				// The test ends.
			}
		});
		runner.start();
		closing.await();
		int before = this.written.get();
		await().until(() -> this.written.get() > before + 3);
		// Nor does it delay the start for ever.
		runner.join();
		testEnds.countDown();
	}

}
