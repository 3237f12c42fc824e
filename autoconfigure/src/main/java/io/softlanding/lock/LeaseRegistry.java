/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.time.Duration;
import java.util.concurrent.locks.Lock;

import org.jspecify.annotations.Nullable;

/**
 * Registry of leases, which are locks across all instances of an application. Can be used
 * by several threads.
 *
 * @since 0.1
 */
public interface LeaseRegistry {

	/**
	 * Acquires a lease, which is renewed in the background until it is closed. A lease is
	 * not reentrant: a thread that requests a lease that it holds waits like any other
	 * thread.
	 * @param name the name of the lease in all instances; not empty
	 * @param ttl the time for which the server keeps the lease without a renewal, at
	 * least 100 ms. If this process dies, others wait for this time.
	 * @param wait the maximum time to wait, or zero to return immediately. If the server
	 * does not respond, this method can take longer, up to the timeout of the connection.
	 * @return the lease, or {@code null} if another holder had it all the time
	 * @throws InterruptedException if the thread was interrupted while it waited
	 * @throws LeaseRefusedException if this instance is shutting down and about to end
	 * its connections to Redis
	 * @throws org.springframework.dao.DataAccessException if Redis cannot be accessed
	 */
	@Nullable Lease tryAcquire(String name, Duration ttl, Duration wait) throws InterruptedException;

	/**
	 * Acquires a lease as {@link #tryAcquire(String, Duration, Duration)} does.
	 * @param name the name of the lease in all instances; not empty
	 * @param template the name of the lease in reports and logs, such as
	 * <code>order:{id}</code>
	 * @param ttl as in the other method
	 * @param wait as in the other method
	 * @return the lease, or {@code null} if another holder had it all the time
	 * @throws InterruptedException if the thread was interrupted while it waited
	 */
	default @Nullable Lease tryAcquire(String name, String template, Duration ttl, Duration wait)
			throws InterruptedException {
		return tryAcquire(name, ttl, wait);
	}

	/**
	 * Returns a {@link Lock} for code that requires this type. The lock is reentrant and
	 * belongs to a thread. Conditions are not supported. Its {@code unlock} method throws
	 * a {@link LeaseLostException} if the lease was lost.
	 * @param name the name of the lease in all instances; not empty
	 * @param ttl as in {@link #tryAcquire}
	 * @return a new lock, which is a holder different from all other locks of this name
	 */
	Lock lock(String name, Duration ttl);

}
