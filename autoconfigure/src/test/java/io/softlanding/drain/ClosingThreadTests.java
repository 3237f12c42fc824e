/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ClosingThreadTests {

	private final ClosingThread closing = new ClosingThread();

	private final AtomicReference<Thread> thread = new AtomicReference<>();

	@AfterEach
	void clearInterrupt() {
		Thread.interrupted();
	}

	@Test
	void runsTasksOnTheThreadThatWaits() {
		this.closing.runWhile(() -> assertThat(run()).isTrue());
		assertThat(this.thread).hasValue(Thread.currentThread());
	}

	@Test
	void refusesTasksWhenNoThreadWaits() {
		assertThat(run()).isFalse();
		this.closing.runWhile(() -> {
		});
		assertThat(run()).isFalse();
		assertThat(this.thread).hasValue(null);
	}

	@Test
	void anInterruptDoesNotShortenTheWaitAndIsKept() {
		Thread.currentThread().interrupt();
		this.closing.runWhile(() -> assertThat(run()).isTrue());
		assertThat(this.thread).hasValue(Thread.currentThread());
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
	}

	@Test
	void aTaskMayWaitAgain() {
		this.closing.runWhile(() -> this.closing.run(() -> this.closing.runWhile(() -> {
		})));
		assertThat(run()).isFalse();
	}

	private boolean run() {
		return this.closing.run(() -> this.thread.set(Thread.currentThread()));
	}

}
