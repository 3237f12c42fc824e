/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * By the driver of MySQL.
 */
class MySqlConnectorTests extends MySqlContract {

	MySqlConnectorTests() {
		super("mysql");
	}

	@Test
	void aDriverThatConnectsAgainHasAnotherSession(MariaDbServer maria) throws Exception {
		MySqlDialect dialect = dialect(new TransactionProperties.Session(null, null, null));
		try (Connection physical = DriverManager.getConnection(maria.url("mysql") + "&autoReconnect=true",
				MariaDbServer.USER, MariaDbServer.PASSWORD); Connection admin = maria.connect(MariaDbServer.ADMIN)) {
			Long before = dialect.number(physical);
			admin.createStatement().execute("KILL CONNECTION " + before);
			Awaitility.await()
				.ignoreExceptionsInstanceOf(SQLException.class)
				.until(() -> physical.createStatement().execute("SELECT 1"));
			assertThat(dialect.number(physical)).isNotEqualTo(before);
			assertThat(dialect.isDirect(physical)).isTrue();
		}
	}

}
