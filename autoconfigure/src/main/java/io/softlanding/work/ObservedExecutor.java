package io.softlanding.work;

import java.util.stream.Stream;

/**
 * An executor of the application whose tasks a drain waits for.
 */
interface ObservedExecutor {

	/** The name of its bean. */
	String name();

	/** Whether it exists no more, and its tasks neither. */
	default boolean gone() {
		return false;
	}

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

	/** How many tasks of which only the number is known have ended. */
	default long ended() {
		return 0;
	}

	/**
	 * Whether tasks wait for a thread or are about to begin. Asked by the one thread that
	 * waits, again and again.
	 * @param nowNanos the time
	 * @return {@code false} if it is certain that there are none
	 */
	boolean busy(long nowNanos);

}
