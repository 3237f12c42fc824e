/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReporterQueue}.
 */
class ReporterQueueTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final AtomicInteger failures = new AtomicInteger();

	private final AtomicInteger reports = new AtomicInteger();

	@Test
	void everythingIsReportedBeforeItCloses() throws InterruptedException {
		ReporterQueue queue = queue((panic) -> this.reports.incrementAndGet());
		for (int i = 0; i < 100; i++) {
			queue.accept(panic());
		}
		assertThat(queue.close(PATIENCE)).isTrue();
		assertThat(this.reports).hasValue(100);
		queue.accept(panic());
		assertThat(queue.dropped()).isEqualTo(1);
		assertThat(queue.close(PATIENCE)).isTrue();
	}

	@Test
	void aReporterThatThrowsIsCalledAgain() throws InterruptedException {
		ReporterQueue queue = queue((panic) -> {
			this.reports.incrementAndGet();
			throw new StackOverflowError();
		});
		queue.accept(panic());
		queue.accept(panic());
		assertThat(queue.close(PATIENCE)).isTrue();
		assertThat(this.reports).hasValue(2);
		assertThat(this.failures).hasValue(2);
	}

	@Test
	void aReporterThatHangsLosesPanicsWhichAreCountedAndHoldsUpNobody() throws InterruptedException {
		CountDownLatch hanging = new CountDownLatch(1);
		CountDownLatch never = new CountDownLatch(1);
		ReporterQueue queue = queue((panic) -> {
			hanging.countDown();
			never.await();
		});
		queue.accept(panic());
		hanging.await();
		for (int i = 0; i < ReporterQueue.CAPACITY + 7; i++) {
			queue.accept(panic());
		}
		assertThat(queue.dropped()).isEqualTo(7);
		assertThat(queue.close(Duration.ofMillis(10))).isFalse();
		assertThat(queue.waiting()).isPositive();
	}

	@Test
	void aReporterThatSpeaksOfInterruptsIsCalledAgain() throws InterruptedException {
		CountDownLatch called = new CountDownLatch(3);
		ReporterQueue queue = queue((panic) -> {
			called.countDown();
			if (called.getCount() == 2) {
				throw new InterruptedException();
			}
			Thread.currentThread().interrupt();
		});
		for (int i = 0; i < 3; i++) {
			queue.accept(panic());
		}
		assertThat(called.await(20, TimeUnit.SECONDS)).isTrue();
		assertThat(queue.close(PATIENCE)).isTrue();
		assertThat(this.failures).hasValue(1);
	}

	@Test
	void withoutAPanicThereIsNoThread() throws InterruptedException {
		assertThat(queue((panic) -> {
		}).close(Duration.ZERO)).isTrue();
	}

	private ReporterQueue queue(PanicReporter reporter) {
		return new ReporterQueue(reporter, (error) -> this.failures.incrementAndGet());
	}

	static Panic panic() {
		return new Panic("0123456789abcdef", PanicSeverity.ERROR, PanicSource.REQUEST, "java.lang.Error", List.of(),
				null, Instant.EPOCH, Instant.EPOCH, 1, "GET /x", "main", null, null, "shop", "shop-1", List.of());
	}

}
