/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.softlanding.servers.ServerAddresses;
import io.softlanding.servers.ServersExtension;
import io.softlanding.test.HttpConnection;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Writes that were acknowledged from memory, counted by a client, and what PostgreSQL has
 * of them when the process is gone.
 */
@Tag("first-leg")
@ExtendWith(ServersExtension.class)
class CachesEndToEndTests {

	private static final int SHELVES = 40;

	private final String prefix = UUID.randomUUID() + "-";

	private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();

	private final AtomicInteger duringTheDrain = new AtomicInteger();

	private volatile boolean draining;

	@Test
	void everyAcknowledgedWriteIsInTheDatabaseAfterADrain(ServerAddresses servers) throws Exception {
		try (SampleApp app = SampleApp.launch(servers)
			.quick()
			.with("spring.profiles.active=lab", "softlanding.cache.write-behind.flush-delay=1h",
					"softlanding.web.quiet-period.max=1s")
			.start()
			.awaitReady()) {
			Thread client = new Thread(() -> write(app.port()), "client");
			client.start();
			Awaitility.await().until(() -> this.acknowledged.size() == SHELVES);
			assertThat(SampleApp.map(app.status().get("caches")).get("dirty")).isEqualTo(SHELVES);
			app.signal("TERM").awaitPhase("QUIET_PERIOD");
			this.draining = true;
			assertThat(app.awaitExit(Duration.ofSeconds(30))).as(app.output()).isEqualTo(143);
			client.join(10_000);
			assertThat(this.duringTheDrain).as("writes acknowledged during the drain").hasPositiveValue();
			assertThat(app.participant("CACHES", "caches")).containsEntry("outcome", "COMPLETED");
			assertThat(stored(servers)).containsExactlyInAnyOrderEntriesOf(this.acknowledged);
		}
	}

	/** Writes until nobody accepts anything any more, one write after the other. */
	private void write(int port) {
		HttpConnection connection = null;
		try {
			for (long i = 0;; i++) {
				if (connection == null) {
					connection = HttpConnection.open(port);
				}
				String sku = this.prefix + i % SHELVES;
				boolean draining = this.draining;
				HttpConnection.Answer answer = connection.send("PUT", "/lab/stock/" + sku + "?quantity=" + i).read();
				if (answer.status() == 200) {
					this.acknowledged.put(sku, i);
					this.duringTheDrain.addAndGet(draining ? 1 : 0);
				}
				if (answer.closes()) {
					connection.close();
					connection = null;
				}
			}
		}
		catch (IOException ex) {
			// The instance is gone.
		}
		finally {
			if (connection != null) {
				connection.close();
			}
		}
	}

	private Map<String, Long> stored(ServerAddresses servers) throws Exception {
		Map<String, Long> stored = new ConcurrentHashMap<>();
		try (Connection connection = DriverManager.getConnection(servers.jdbcUrl(), servers.username(),
				servers.password());
				PreparedStatement statement = connection
					.prepareStatement("SELECT sku, quantity FROM lab_stock WHERE sku LIKE ?")) {
			statement.setString(1, this.prefix + "%");
			try (ResultSet rows = statement.executeQuery()) {
				while (rows.next()) {
					stored.put(rows.getString(1), rows.getLong(2));
				}
			}
		}
		return stored;
	}

}
