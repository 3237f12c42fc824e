package io.softlanding.panic;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Makes executors whose failures are seen. For those that the application makes itself;
 * inject the bean of this type.
 *
 * <p>
 * A task given to {@code execute} that throws leaves its thread alive. A failure in a
 * future that nobody asks for within five seconds is a panic, one that somebody asks for
 * is his. A task that repeats goes on after it has failed, where it would have stopped
 * without a word.
 *
 * @since 0.1
 */
public interface ContainedExecutors {

	/**
	 * Wraps an executor.
	 * @param executor who runs the tasks; shutting down the wrapper shuts it down
	 * @return an executor that looks at what its tasks throw
	 */
	ExecutorService wrap(ExecutorService executor);

	/**
	 * Wraps a scheduled executor.
	 * @param executor who runs the tasks; shutting down the wrapper shuts it down
	 * @return an executor that looks at what its tasks throw
	 */
	ScheduledExecutorService wrap(ScheduledExecutorService executor);

}
