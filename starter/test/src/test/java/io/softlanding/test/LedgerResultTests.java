/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What clients were told, compared with what is stored.
 */
class LedgerResultTests {

	@Test
	void nothingIsLostWhenEverythingAcknowledgedIsStoredOnce() {
		LedgerResult result = LedgerResult.of(List.of("a", "b"), List.of("old"), List.of("old", "a", "b"));
		assertThat(result).isEqualTo(new LedgerResult(2, Set.of(), Set.of(), Set.of()));
	}

	@Test
	void whatIsAcknowledgedAndNotStoredIsLost() {
		LedgerResult result = LedgerResult.of(List.of("a", "b", "c"), List.of(), List.of("b"));
		assertThat(result.lost()).containsExactly("a", "c");
		assertThat(result.describe())
			.isEqualTo("Ledger: acknowledged 3, lost 2 (a, c), doubled 0, stored but not acknowledged 0");
	}

	@Test
	void whatIsStoredTwiceIsDoubled() {
		LedgerResult result = LedgerResult.of(List.of("a"), List.of("old", "old"), List.of("old", "old", "a", "a"));
		assertThat(result.doubled()).containsExactly("a");
	}

	@Test
	void whatIsStoredWithoutAResponseIsReported() {
		LedgerResult result = LedgerResult.of(List.of("a"), List.of("old"), List.of("old", "a", "b"));
		assertThat(result.storedButNotAcknowledged()).containsExactly("b");
	}

	@Test
	void aTableIsRead() throws Exception {
		String url = "jdbc:h2:mem:ledger;DB_CLOSE_DELAY=-1";
		try (Connection connection = DriverManager.getConnection(url, "sa", "");
				Statement statement = connection.createStatement()) {
			statement.execute("CREATE TABLE orders (id INT)");
			statement.execute("INSERT INTO orders VALUES (1), (2), (2)");
		}
		assertThat(Ledger.jdbc(url, "sa", "", "SELECT id FROM orders ORDER BY id").keys()).containsExactly("1", "2",
				"2");
		assertThatExceptionOfType(SQLException.class)
			.isThrownBy(() -> Ledger.jdbc(url, "sa", "", "SELECT nothing FROM orders").keys());
	}

}
