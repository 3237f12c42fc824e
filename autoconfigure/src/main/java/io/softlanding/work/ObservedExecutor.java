/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import java.util.stream.Stream;

/** An executor of the application whose tasks a drain waits for. */
interface ObservedExecutor {

	/** The name of its bean. */
	String name();

	/** Whether it exists no more, or takes no task any more and has none. */
	boolean gone();

	/** How many tasks run of which only the number is known, without endless ones. */
	default long counted() {
		return 0;
	}

	/** How many tasks run of which only the number is known, and that will not end. */
	default long endless() {
		return 0;
	}

	/** How many tasks wait for a thread. */
	long waiting();

	/** A name for each task that waits, as far as they can be seen. */
	default Stream<String> waitingNames() {
		return Stream.generate(this::name).limit(waiting());
	}

	/** A number that is another one after a task was submitted, or has ended. */
	long events();

	/**
	 * Whether tasks wait for a thread or are about to begin. Asked by the one thread that
	 * waits, again and again.
	 * @param nowNanos the time
	 */
	Busy busy(long nowNanos);

	/** What the numbers of an executor tell. */
	enum Busy {

		/** Nothing waits or is about to begin. */
		NO,

		/** Unless a thread has a task in its hands. */
		THREADS,

		/** Something waits or is about to begin. */
		YES

	}

}
