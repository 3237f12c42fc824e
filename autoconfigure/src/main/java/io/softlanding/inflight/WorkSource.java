/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.inflight;

import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/**
 * Source of work that may start tasks while an instance drains, such as requests. The
 * drain asks every bean of this type before it stops waiting. Must return at once.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface WorkSource {

	/**
	 * Whether nothing comes from here any more.
	 * @return {@code true} once it has ended, or is not waited for any more
	 */
	boolean exhausted();

	/**
	 * Returns what runs now and ends by itself, which a stream does not.
	 * @param except tells the threads whose work is left out
	 * @return the work, never {@code null}
	 */
	default Collection<? extends Work> running(Predicate<Thread> except) {
		return List.of();
	}

	/**
	 * Has something run each time nothing more comes from here, after
	 * {@link #exhausted()} says so. A source that does not do it is asked again and
	 * again.
	 * @param action returns at once; may be called by any thread
	 */
	default void whenExhausted(Runnable action) {
	}

}
