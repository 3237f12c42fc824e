/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InFlightRequest}.
 */
class InFlightRequestTests {

	private final InFlightRequest request = new InFlightRequest("GET", "/", 0);

	@AfterEach
	void leaveNoInterrupt() {
		Thread.interrupted();
	}

	@Test
	void anInterruptHitsTheThreadThatServesTheRequest() throws Exception {
		CountDownLatch attached = new CountDownLatch(1);
		FutureTask<Boolean> interrupted = new FutureTask<>(() -> {
			this.request.attach();
			attached.countDown();
			try {
				new CountDownLatch(1).await();
				return false;
			}
			catch (InterruptedException ex) {
				return true;
			}
		});
		Thread thread = InFlightRequestsTests.start(interrupted);
		attached.await();
		assertThat(this.request.thread()).isSameAs(thread);
		this.request.interrupt();
		assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void nobodyIsInterruptedOnceTheRequestIsServed() {
		this.request.attach();
		this.request.detach();
		this.request.interrupt();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		assertThat(this.request.thread()).isNull();
	}

	@Test
	void aRequestThatNobodyServesYetInterruptsNobody() {
		this.request.interrupt();
		this.request.attach();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void anInterruptMeantForTheRequestDoesNotOutliveIt() {
		this.request.attach();
		this.request.interrupt();
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
		this.request.detach();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void anInterruptMeantForTheThreadIsKept() {
		this.request.attach();
		Thread.currentThread().interrupt();
		this.request.detach();
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
	}

	@Test
	void twoRequestsAreNeverEqual() {
		InFlightRequest twin = new InFlightRequest("GET", "/", 0);
		assertThat(twin).isNotEqualTo(this.request).hasSameHashCodeAs(this.request).isEqualTo(twin);
	}

}
