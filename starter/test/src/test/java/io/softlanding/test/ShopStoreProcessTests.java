/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;

import org.h2.tools.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static io.softlanding.test.HttpCall.get;
import static io.softlanding.test.HttpCall.post;
import static io.softlanding.test.Rate.perSecond;
import static io.softlanding.test.Scenario.restart;
import static io.softlanding.test.Scenario.withOutage;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * An instance and its database, with a proxy between them.
 */
@DrainTest(value = Shop.class, instances = 1, properties = "spring.datasource.username=sa")
class ShopStoreProcessTests {

	private static final Server server = server();

	private static final TcpProxy proxy = proxy();

	private static final String URL = "jdbc:h2:tcp://localhost:" + proxy.port() + "/mem:shop;DB_CLOSE_DELAY=-1";

	private static Server server() {
		try {
			return Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static TcpProxy proxy() {
		try {
			return TcpProxy.to("localhost", server.getPort());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@AfterEach
	void restore() {
		proxy.restore();
	}

	@AfterAll
	static void stop() {
		proxy.close();
		server.stop();
	}

	@DynamicPropertySource
	static void database(DynamicPropertyRegistry registry) {
		registry.add("spring.datasource.url", () -> URL);
	}

	@Test
	void everyOrderThatWasAcknowledgedIsStored(DrainHarness shop) {
		shop.ledger(Ledger.jdbc(URL, "sa", "", "SELECT id FROM orders"));
		shop.load(post("/orders").body("{}"), perSecond(50)).and(get("/orders"), perSecond(20)).during(restart());
		assertThat(shop).lostNothing();
	}

	@Test
	void aSlowDatabaseLosesNothing(DrainHarness shop) {
		shop.load(post("/orders").body("{}"), perSecond(20)).during(withOutage((harness) -> {
			proxy.latency(Duration.ofMillis(20));
			harness.stop();
		}));
		assertThat(shop).lostNothing();
	}

}
