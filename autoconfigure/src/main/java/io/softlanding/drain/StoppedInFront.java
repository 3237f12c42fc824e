/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import org.springframework.context.Lifecycle;

/**
 * Stops lifecycle beans in the front half, in the place of Spring. Such beans may say
 * that they do not run although they still have work to finish, and Spring would not wait
 * for them then: it stops the beans of the phases that follow, which this work may need.
 * Every bean of this type is asked when the application has started and when beans are
 * stopped. The drain keeps no time for Spring to stop beans between the halves if all of
 * them are known.
 *
 * @since 0.1
 */
public interface StoppedInFront {

	/**
	 * Returns whether the front half stops a bean and waits for its work.
	 * @param bean a bean that Spring stops before the back half
	 * @return {@code true} if the other methods of this type may be called for it
	 */
	boolean stops(Lifecycle bean);

	/**
	 * Returns whether a bean still has to stop, or to finish work.
	 * @param bean a bean that is stopped by this
	 * @return {@code false} if Spring need not wait for it
	 */
	boolean isRunning(Lifecycle bean);

	/**
	 * Stops a bean, unless it has been told to stop before. Returns at once.
	 * @param bean a bean that is stopped by this
	 * @param whenStopped called once, by any thread, when it has stopped and its work has
	 * ended; not called if that takes longer than the drain
	 */
	void stop(Lifecycle bean, Runnable whenStopped);

}
