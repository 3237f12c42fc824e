/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StubDrainContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of the connections of a pool, on a real PostgreSQL.
 */
class PoolEvictionTests extends OnPostgres {

	@Test
	void idleConnectionsAreClosedThoughNoTransactionIsOpen() throws Exception {
		this.pool.setMinimumIdle(3);
		this.pool.getConnection().close();
		HikariPoolMXBean connections = this.pool.getHikariPoolMXBean();
		Awaitility.await().until(() -> connections.getIdleConnections() == 3);
		assertThat(this.landing.drain().outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
		Awaitility.await().until(() -> connections.getTotalConnections() == 0);
		assertThat(this.pool.getMinimumIdle()).isZero();
	}

	@Test
	void aConnectionThatComesBackInTimeIsClosedAndNotListed() throws Exception {
		Owner owner = Owner.start((self) -> {
			try (Connection connection = this.pool.getConnection()) {
				connection.createStatement();
				self.pause();
			}
		}).awaitHere();
		StubDrainContext context = new StubDrainContext(Duration.ofSeconds(40));
		FutureTask<DrainResult> drain = this.landing
			.drainAsync(new TransactionTimeouts(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(30)), context);
		Awaitility.await().until(() -> context.lines().contains("1 connection in use"));
		assertThat(owner.release().failure()).isNull();
		assertThat(drain.get(20, TimeUnit.SECONDS).outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
		HikariPoolMXBean connections = this.pool.getHikariPoolMXBean();
		Awaitility.await().until(() -> connections.getTotalConnections() == 0);
	}

	@Test
	void theMetersOfAPoolAreRightAndItsSizeCanBeChanged() throws Exception {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		this.pool.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(registry));
		this.pool.setConnectionTimeout(250);
		try (Connection connection = this.pool.getConnection()) {
			connection.createStatement();
			assertThat(this.landing.open().connections()).hasSize(1);
			assertThat(registry.get("hikaricp.connections.active").gauge().value()).isOne();
			this.pool.setMaximumPoolSize(1);
			assertThat(Owner.start((self) -> this.pool.getConnection().close()).failure()).isNotNull();
			this.pool.setMaximumPoolSize(2);
			assertThat(Owner.start((self) -> this.pool.getConnection().close()).failure()).isNull();
			// The pool looks at itself once a second.
			Awaitility.await().until(() -> registry.get("hikaricp.connections.max").gauge().value() == 2);
		}
		Awaitility.await().until(() -> registry.get("hikaricp.connections.active").gauge().value() == 0);
		assertThat(registry.get("hikaricp.connections.usage").timer().count()).isEqualTo(2);
	}

}
