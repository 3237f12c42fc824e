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
 * The errors of the last second, because an error may be seen again further up the stack.
 * Keeps no error alive. Errors without a stack are not remembered: the virtual machine
 * and some libraries throw the same object again and again.
 */
final class RecentErrors {

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

	RecentErrors(NanoClock clock) {
		this.clock = clock;
	}

	void add(Throwable error, PanicClassification classification) {
		if (ErrorChain.stackOf(error).length > 0) {
			this.marks.set(slot(error), new Mark(error, classification, this.clock.nanoTime()));
		}
	}

	/**
	 * Returns the classification of an error, or marks it and returns {@code null}. Of
	 * several threads at the same time, only one gets {@code null}.
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

	/** Returns the classification of an error or of one of its causes, if seen. */
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
