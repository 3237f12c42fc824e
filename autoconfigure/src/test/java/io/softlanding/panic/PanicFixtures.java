/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;

import io.softlanding.time.NanoClock;

/**
 * A recorder whose time stands still, and what it tells others.
 */
final class PanicFixtures {

	final AtomicLong nanos = new AtomicLong(1);

	final PanicCounts counts;

	final PanicWindow window;

	final List<Panic> reported = new CopyOnWriteArrayList<>();

	final List<Throwable> fatal = new ArrayList<>();

	final PanicRecorder recorder;

	double occupancy = 0.5;

	DoubleSupplier occupied = () -> this.occupancy;

	boolean draining;

	final NanoClock clock = new NanoClock() {

		@Override
		public long nanoTime() {
			return PanicFixtures.this.nanos.get();
		}

		@Override
		public void sleep(long nanos) {
			PanicFixtures.this.nanos.addAndGet(nanos);
		}

	};

	PanicFixtures() {
		this((error) -> null, false);
	}

	PanicFixtures(PanicClassifier classifier, boolean messages) {
		InstantSource time = () -> Instant.ofEpochMilli(this.nanos.get() / 1_000_000);
		PanicDetails details = new PanicDetails(
				new PanicDetails.Settings("shop", "shop-1", messages, Duration.ofSeconds(10)),
				new PanicLocation.Lookup(() -> null), this.clock, time,
				new PanicLog(this.clock, 10, Duration.ofSeconds(10)), new PanicReporters(List.of()) {

					@Override
					void report(Panic panic) {
						PanicFixtures.this.reported.add(panic);
					}

				});
		this.recorder = new PanicRecorder(List.of(classifier), standard(false), details, this.clock,
				new PanicRecorder.FatalHandler() {

					@Override
					public void makeRoom(Throwable error) {
						// There is room.
					}

					@Override
					public void handle(Throwable error) {
						PanicFixtures.this.fatal.add(error);
					}

				});
		this.counts = this.recorder.counts();
		this.window = this.recorder.window();
	}

	PanicClassification record(Throwable error, PanicSource source) {
		return this.recorder.record(error, source, null, true);
	}

	PanicClassification recordAndMark(Throwable error, PanicSource source) {
		return this.recorder.recordAndMark(error, source, null, true);
	}

	PanicTimer watch() {
		return new PanicTimer(this.recorder::callbackFailed);
	}

	StandardClassifier standard(boolean emptyResultIsNotFound) {
		return new StandardClassifier(new HeapExhaustion(() -> this.occupied.getAsDouble()), (error) -> 0,
				() -> this.draining, emptyResultIsNotFound);
	}

	void seconds(long seconds) {
		this.nanos.addAndGet(seconds * 1_000_000_000L);
	}

	long failures() {
		return this.window.counts().panics();
	}

}
