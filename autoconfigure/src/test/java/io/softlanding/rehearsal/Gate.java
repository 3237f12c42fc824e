/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.rehearsal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainReason;
import io.softlanding.drain.DrainResult;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Participants that a test holds back.
 */
final class Gate {

	private final CountDownLatch opened = new CountDownLatch(1);

	private final CountDownLatch arrived = new CountDownLatch(1);

	private final List<DrainReason> reasons = new CopyOnWriteArrayList<>();

	private volatile DrainPhase held;

	private volatile boolean holdsResume;

	private volatile boolean resumed;

	private volatile long quietMillis;

	DrainParticipant participant(DrainPhase phase) {
		return new DrainParticipant() {

			@Override
			public String name() {
				return "gate-" + phase;
			}

			@Override
			public DrainPhase phase() {
				return phase;
			}

			@Override
			public DrainResult drain(DrainContext context) throws InterruptedException {
				Gate.this.reasons.add(context.reason());
				if (phase == DrainPhase.QUIET_PERIOD && Gate.this.quietMillis > 0 && context.reason().isReversible()) {
					Gate.this.opened.await(Gate.this.quietMillis, TimeUnit.MILLISECONDS);
				}
				if (phase == Gate.this.held && context.reason().isReversible()) {
					Gate.this.arrived.countDown();
					Gate.this.opened.await();
				}
				return DrainResult.nothingToDo("Nothing");
			}

			@Override
			public void resume() {
				Gate.this.resumed = true;
				if (Gate.this.holdsResume && phase == DrainPhase.IN_FLIGHT) {
					try {
						Gate.this.opened.await(300, TimeUnit.MILLISECONDS);
					}
					catch (InterruptedException ex) {
						Thread.currentThread().interrupt();
					}
				}
			}

		};
	}

	void holds(DrainPhase phase) {
		this.held = phase;
	}

	void holdsResume() {
		this.holdsResume = true;
	}

	void lengthensQuietPeriod() {
		this.quietMillis = 1000;
	}

	boolean resumed() {
		return this.resumed;
	}

	List<DrainReason> reasons() {
		return this.reasons;
	}

	void hang() {
		this.arrived.countDown();
		try {
			this.opened.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	void awaitArrival() {
		try {
			assertThat(this.arrived.await(20, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	void open() {
		this.opened.countDown();
	}

}
