/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.work;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Transactions that are held open, each in a way of its own.
 */
@Service
@Profile("lab")
class LabTransactions {

	/** The lock that idle transactions share, and that one of another kind waits for. */
	private static final long LOCK = 0x50f7;

	private final JdbcClient jdbc;

	LabTransactions(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/** Does nothing inside of a transaction, as a service does that calls another one. */
	@Transactional
	public void idle(UUID id, Duration time) {
		insert(id, "idle");
		this.jdbc.sql("SELECT pg_advisory_xact_lock_shared(?)").param(LOCK).query().listOfRows();
		long deadline = System.nanoTime() + time.toNanos();
		for (long left = time.toNanos(); left > 0; left = deadline - System.nanoTime()) {
			LockSupport.parkNanos(left);
			// Parking returns at once as long as the flag is up.
			Thread.interrupted();
		}
	}

	/** Waits for a statement that takes long. */
	@Transactional
	public void running(UUID id, Duration time) {
		insert(id, "running");
		this.jdbc.sql("SELECT pg_sleep(?)").param((double) time.toSeconds()).query().listOfRows();
	}

	/** Waits for the lock that idle transactions hold. */
	@Transactional
	public void lockWait(UUID id, Duration time) {
		insert(id, "lock-wait");
		this.jdbc.sql("SELECT set_config('lock_timeout', ?, true)")
			.param(String.valueOf(time.toMillis()))
			.query()
			.listOfRows();
		this.jdbc.sql("SELECT pg_advisory_xact_lock(?)").param(LOCK).query().listOfRows();
	}

	private void insert(UUID id, String kind) {
		this.jdbc.sql("INSERT INTO lab_transactions (id, kind) VALUES (?, ?)").params(id, kind).update();
	}

}
