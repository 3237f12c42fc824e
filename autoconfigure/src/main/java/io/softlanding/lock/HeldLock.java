package io.softlanding.lock;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A lock of this instance, as the drain sees it.
 */
interface HeldLock {

	String name();

	/** Who works under it. */
	LeaseHolder holder();

	/** Whether nothing works under it any more. */
	boolean ended();

	/** How long others may have to wait for it, never negative. */
	Duration heldFor();

	/** How it ended, or {@code null} while it has not. */
	@Nullable LeaseOutcome outcome();

}
