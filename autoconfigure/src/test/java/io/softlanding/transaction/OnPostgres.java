/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

import com.zaxxer.hikari.HikariDataSource;
import io.softlanding.drain.DrainResult;
import io.softlanding.servers.ServerAddresses;
import io.softlanding.servers.ServersExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A tracked pool on a real PostgreSQL, and somebody who looks at the server from outside.
 */
@ExtendWith(ServersExtension.class)
@Timeout(60)
abstract class OnPostgres {

	static final TransactionTimeouts PATIENT = new TransactionTimeouts(Duration.ofSeconds(10), Duration.ofMillis(100),
			Duration.ofMillis(100));

	final String row = UUID.randomUUID().toString();

	final Landing landing = new Landing();

	ServerAddresses servers;

	Connection observer;

	JdbcTemplate server;

	HikariDataSource pool;

	@BeforeEach
	void connect(ServerAddresses servers) throws Exception {
		this.servers = servers;
		this.observer = DriverManager.getConnection(servers.jdbcUrl(), servers.username(), servers.password());
		Landing.createTable(this.observer);
		this.server = new JdbcTemplate(new SingleConnectionDataSource(this.observer, true));
		this.pool = this.landing.pool(servers);
	}

	@AfterEach
	void disconnect() throws Exception {
		this.landing.close();
		this.observer.close();
	}

	final long rows(String id) {
		return this.server.queryForObject("SELECT count(*) FROM landing WHERE id = ?", Long.class, id);
	}

	final boolean isAlive(Object session) {
		return this.server.queryForObject("SELECT count(*) FROM pg_stat_activity WHERE pid = ?", Long.class,
				session) > 0;
	}

	static Map<String, Object> only(DrainResult result) {
		assertThat(Landing.transactions(result)).hasSize(1);
		return Landing.transactions(result).get(0);
	}

	/** Commits wait for a lock that is held here. */
	final long holdCommits() {
		long lock = this.row.hashCode();
		this.server.execute("SELECT pg_advisory_lock(" + lock + ")");
		this.server.execute("""
				CREATE OR REPLACE FUNCTION wait_for_lock() RETURNS trigger AS $$
				BEGIN PERFORM pg_advisory_xact_lock(NEW.lock); RETURN NEW; END $$ LANGUAGE plpgsql""");
		this.server.execute("CREATE TABLE IF NOT EXISTS held (lock BIGINT)");
		this.server.execute("DROP TRIGGER IF EXISTS held_trigger ON held");
		this.server.execute("""
				CREATE CONSTRAINT TRIGGER held_trigger AFTER INSERT ON held
				DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait_for_lock()""");
		return lock;
	}

	final void allowCommits(long lock) {
		this.server.execute("SELECT pg_advisory_unlock(" + lock + ")");
	}

	final void awaitRunning(String part) {
		Awaitility.await().until(() -> isRunning(part));
	}

	final boolean isRunning(String part) {
		// A transaction sees the activity of its first look otherwise.
		this.server.execute("SELECT pg_stat_clear_snapshot()");
		return this.server.queryForObject(
				"SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE ? AND pid <> pg_backend_pid()",
				Long.class, "%" + part + "%") > 0;
	}

}
