/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.work;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import io.softlanding.lock.Lease;
import io.softlanding.lock.LeaseRegistry;

import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Work under a lease: many writes to something that knows the fencing token of its last
 * writer and refuses those that come after a higher one.
 */
@Service
@Profile("lab")
class LabLeases {

	private final LeaseRegistry leases;

	private final JdbcClient jdbc;

	private final TransactionTemplate transactions;

	LabLeases(LeaseRegistry leases, JdbcClient jdbc, TransactionTemplate transactions) {
		this.leases = leases;
		this.jdbc = jdbc;
		this.transactions = transactions;
	}

	/**
	 * What became of the work.
	 *
	 * @param token the fencing token, or 0 if somebody else held the lease
	 * @param writes how many writes were taken
	 * @param refused whether the last one was refused
	 * @param lost whether the lease was lost
	 */
	record Work(long token, int writes, boolean refused, boolean lost) {
	}

	/**
	 * Works until the time is over, the lease is lost, or a write is refused; pauses
	 * after each write.
	 */
	Work work(String name, Duration ttl, Duration wait, Duration time, Duration pause) throws InterruptedException {
		try (Lease lease = this.leases.tryAcquire(name, "lab:{name}", ttl, wait)) {
			if (lease == null) {
				return new Work(0, 0, false, false);
			}
			int writes = 0;
			boolean taken = true;
			long end = System.nanoTime() + time.toNanos();
			while (taken && end - System.nanoTime() > 0) {
				taken = write(name, lease.fencingToken());
				writes += taken ? 1 : 0;
				if (lease.lost()) {
					break;
				}
				pause(pause);
			}
			return new Work(lease.fencingToken(), writes, !taken, lease.lost());
		}
	}

	/**
	 * An interrupt does not shorten the pause: this work does not end before its time.
	 */
	private static void pause(Duration pause) {
		long end = System.nanoTime() + pause.toNanos();
		boolean interrupted = false;
		for (long left = pause.toNanos(); left > 0; left = end - System.nanoTime()) {
			LockSupport.parkNanos(left);
			interrupted |= Thread.interrupted();
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * The token is compared where it is written: the row is locked until the log has it.
	 */
	private boolean write(String name, long token) {
		return Boolean.TRUE.equals(this.transactions.execute((transaction) -> {
			int taken = this.jdbc.sql("""
					INSERT INTO lab_fences (name, token) VALUES (?, ?)
					ON CONFLICT (name) DO UPDATE SET token = excluded.token WHERE lab_fences.token <= excluded.token
					""").params(name, token).update();
			if (taken == 1) {
				this.jdbc.sql("INSERT INTO lab_writes (name, token) VALUES (?, ?)").params(name, token).update();
			}
			return taken == 1;
		}));
	}

}
