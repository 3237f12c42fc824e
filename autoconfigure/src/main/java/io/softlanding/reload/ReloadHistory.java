/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

import org.jspecify.annotations.Nullable;

/**
 * The last reloads, the latest first.
 */
final class ReloadHistory implements Consumer<ReloadAttempt> {

	private final IntSupplier most;

	/** Guarded by this. */
	private final Deque<ReloadAttempt> attempts = new ArrayDeque<>();

	/** Guarded by this. */
	private @Nullable ReloadAttempt applied;

	ReloadHistory(IntSupplier most) {
		this.most = most;
	}

	@Override
	public synchronized void accept(ReloadAttempt attempt) {
		this.attempts.push(attempt);
		while (this.attempts.size() > this.most.getAsInt()) {
			this.attempts.removeLast();
		}
		boolean mayBeInForce = attempt.outcome() == ReloadOutcome.APPLIED || attempt.outcome() == ReloadOutcome.UNKNOWN;
		if (mayBeInForce && attempt.generation() > ((this.applied != null) ? this.applied.generation() : 1)) {
			this.applied = attempt;
		}
	}

	synchronized List<ReloadAttempt> attempts() {
		return List.copyOf(this.attempts);
	}

	/** The last one that has put something in force, or {@code null} if none has. */
	synchronized @Nullable ReloadAttempt applied() {
		return this.applied;
	}

}
