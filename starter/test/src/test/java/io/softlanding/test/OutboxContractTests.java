/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;

/**
 * A participant that keeps to the contract.
 */
class OutboxContractTests extends DrainParticipantContract {

	@Override
	protected DrainParticipant participant() {
		return new Outbox(new CountDownLatch(0), false);
	}

	@Override
	protected DrainParticipant hanging() {
		return new Outbox(new CountDownLatch(1), false);
	}

	@Override
	protected DrainParticipant failing() {
		return new Outbox(new CountDownLatch(0), true);
	}

	/**
	 * Waits until its messages are sent.
	 *
	 * @param sent counted down when they are
	 * @param broken whether they cannot be sent
	 */
	record Outbox(CountDownLatch sent, boolean broken) implements DrainParticipant {

		@Override
		public String name() {
			return "outbox";
		}

		@Override
		public DrainPhase phase() {
			return DrainPhase.IN_FLIGHT;
		}

		@Override
		public DrainResult drain(DrainContext context) throws InterruptedException {
			if (this.broken) {
				throw new IllegalStateException("The broker refuses messages");
			}
			long millis = context.forced() ? 0 : Math.max(0, context.remaining().toMillis() - 100);
			return this.sent.await(millis, TimeUnit.MILLISECONDS) ? DrainResult.completed("Everything was sent")
					: DrainResult.timedOut("Messages were not sent");
		}

	}

}
