/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.servers;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.testkit.engine.EngineTestKit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

/**
 * Tests for {@link ServersExtension}.
 */
class ServersExtensionTests {

	private static final List<ServerAddresses> seen = new CopyOnWriteArrayList<>();

	@Test
	void serversAreStartedOnceAndStoppedAtTheEndOfTheRun() {
		seen.clear();
		EngineTestKit.engine("junit-jupiter")
			.selectors(selectClass(FirstCase.class), selectClass(SecondCase.class))
			.execute()
			.testEvents()
			.assertStatistics((statistics) -> statistics.started(3).succeeded(3));
		assertThat(seen).hasSize(3).containsOnly(seen.get(0));
		assertThat(answers(seen.get(0), Duration.ofMillis(100))).isFalse();
	}

	private static boolean answers(ServerAddresses addresses, Duration timeout) {
		return new RedisProbe(addresses.redisHost(), addresses.redisPort()).awaitPong(timeout);
	}

	@ExtendWith(ServersExtension.class)
	static class FirstCase {

		@Test
		void postgresAnswers(ServerAddresses addresses) throws Exception {
			seen.add(addresses);
			try (Connection connection = DriverManager.getConnection(addresses.jdbcUrl(), addresses.username(),
					addresses.password()); ResultSet result = connection.createStatement().executeQuery("SELECT 42")) {
				assertThat(result.next()).isTrue();
				assertThat(result.getInt(1)).isEqualTo(42);
			}
		}

		@Test
		void redisAnswers(ServerAddresses addresses) {
			seen.add(addresses);
			assertThat(answers(addresses, Duration.ofSeconds(5))).isTrue();
		}

	}

	@ExtendWith(ServersExtension.class)
	static class SecondCase {

		@Test
		void anotherClassSharesThem(ServerAddresses addresses) {
			seen.add(addresses);
		}

	}

}
