/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.time.Duration;
import java.util.concurrent.locks.Lock;

import org.jspecify.annotations.Nullable;

/**
 * Gives leases: locks that all instances of an application agree on. Safe for use by
 * several threads.
 *
 * @since 0.1
 */
public interface LeaseRegistry {

	/**
	 * Acquires a lease, renewed in the background until it is closed. A lease is not
	 * reentrant: a thread that asks for a name that it holds waits like any other.
	 * @param name what it is called, in all instances; not empty
	 * @param ttl for how long the server keeps it without being renewed, 100 ms or more:
	 * so long others wait when this process dies
	 * @param wait how long to wait for it; none if it is not positive. A server that does
	 * not answer can make it longer, up to the timeout of the connection.
	 * @return the lease, or {@code null} if another holder had it all the time
	 * @throws InterruptedException if the thread was interrupted while it waited
	 * @throws LeaseRefusedException if this instance is shutting down and about to end
	 * its connections to Redis
	 * @throws org.springframework.dao.DataAccessException if Redis cannot be asked
	 */
	@Nullable Lease tryAcquire(String name, Duration ttl, Duration wait) throws InterruptedException;

	/**
	 * Acquires a lease as {@link #tryAcquire(String, Duration, Duration)} does.
	 * @param name what it is called, in all instances; not empty
	 * @param template what reports and logs call it, such as <code>order:{id}</code>
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
	 * Returns a view for code that knows {@link Lock} only. It is reentrant and belongs
	 * to a thread, as that type demands; conditions are not supported. Its {@code unlock}
	 * throws a {@link LeaseLostException} when the lease was lost meanwhile.
	 * @param name what it is called, in all instances; not empty
	 * @param ttl as in {@link #tryAcquire}
	 * @return the view; each call returns a new one, and two of them are two holders
	 */
	Lock lock(String name, Duration ttl);

}
