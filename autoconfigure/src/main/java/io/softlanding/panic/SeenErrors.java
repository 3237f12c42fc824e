/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * The errors that were seen in the last second: what an inner source has seen is seen by
 * an outer one too. Keeps no error alive.
 *
 * <p>
 * Errors without a stack are not remembered. The virtual machine and some libraries throw
 * the same object again and again, and each time it is another panic. One with a stack
 * that is thrown again and again counts once a second.
 */
final class SeenErrors {

	private static final int SLOTS = 1024;

	private static final long MEMORY_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final NanoClock clock;

	private final AtomicReferenceArray<@Nullable Mark> marks = new AtomicReferenceArray<>(SLOTS);

	private static final class Mark extends WeakReference<Throwable> {

		private final PanicClassification classification;

		private final long nanos;

		Mark(Throwable error, PanicClassification classification, long nanos) {
			super(error);
			this.classification = classification;
			this.nanos = nanos;
		}

	}

	SeenErrors(NanoClock clock) {
		this.clock = clock;
	}

	void add(Throwable error, PanicClassification classification) {
		if (ErrorChain.stackOf(error).length > 0) {
			this.marks.set(slot(error), new Mark(error, classification, this.clock.nanoTime()));
		}
	}

	/**
	 * Finds what was said of an error, or marks it: of those who come at once, one is
	 * told that it was not seen. Until he has said more, it is a mere error.
	 * @return what it was taken for, or {@code null} if it was not seen
	 */
	@Nullable PanicClassification findOrMark(Throwable error) {
		boolean remembered = ErrorChain.stackOf(error).length > 0;
		while (true) {
			Mark before = this.marks.get(slot(error));
			PanicClassification known = find(error);
			if (known != null || !remembered) {
				return known;
			}
			Mark mark = new Mark(error, PanicClassification.ERROR, this.clock.nanoTime());
			if (this.marks.compareAndSet(slot(error), before, mark)) {
				return null;
			}
		}
	}

	/**
	 * Finds what was said of an error, or of one that it was wrapped around.
	 * @return what it was taken for, or {@code null} if it was not seen
	 */
	@Nullable PanicClassification find(Throwable error) {
		long old = this.clock.nanoTime() - MEMORY_NANOS;
		Throwable next = error;
		for (int depth = 0; depth < 8 && next != null; depth++) {
			Mark mark = this.marks.get(slot(next));
			if (mark != null && mark.refersTo(next) && mark.nanos - old >= 0) {
				return mark.classification;
			}
			next = ErrorChain.causeOf(next);
		}
		return null;
	}

	private static int slot(Throwable error) {
		return System.identityHashCode(error) & (SLOTS - 1);
	}

}
