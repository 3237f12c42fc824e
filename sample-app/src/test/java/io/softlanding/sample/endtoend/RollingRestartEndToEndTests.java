/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

import java.time.Duration;

import io.softlanding.sample.SampleApplication;
import io.softlanding.servers.ServerAddresses;
import io.softlanding.servers.ServersExtension;
import io.softlanding.test.DrainHarness;
import io.softlanding.test.DrainTest;
import io.softlanding.test.Ledger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static io.softlanding.test.HttpCall.get;
import static io.softlanding.test.HttpCall.post;
import static io.softlanding.test.Rate.perSecond;
import static io.softlanding.test.Scenario.rollingRestart;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two instances behind a balancer, stopped and started again under load.
 */
@DrainTest(value = SampleApplication.class,
		properties = { "shop.catalogue.ticket.price=1.00", "shop.catalogue.ticket.stock=1000000" })
@ExtendWith(ServersExtension.class)
class RollingRestartEndToEndTests {

	private static ServerAddresses servers;

	@BeforeAll
	static void start(ServerAddresses servers) {
		RollingRestartEndToEndTests.servers = servers;
	}

	@DynamicPropertySource
	static void addresses(DynamicPropertyRegistry registry) {
		registry.add("spring.datasource.url", servers::jdbcUrl);
		registry.add("spring.datasource.username", servers::username);
		registry.add("spring.datasource.password", servers::password);
		registry.add("spring.data.redis.host", servers::redisHost);
		registry.add("spring.data.redis.port", servers::redisPort);
	}

	@Test
	void aRollingRestartLosesNothing(DrainHarness shop) {
		shop.ledger(Ledger.jdbc(servers.jdbcUrl(), servers.username(), servers.password(),
				"SELECT id FROM orders WHERE sku = 'ticket'"));
		shop.load(post("/orders").body("{\"sku\":\"ticket\",\"quantity\":1}"), perSecond(30))
			.and(get("/work?ms=200"), perSecond(70))
			.connections(30)
			.during(rollingRestart());
		assertThat(shop).lostNothing()
			.leftNoTransactionOpen()
			.releasedAllLeases()
			.exitReport((report) -> assertThat(report.stage()).isEqualTo("graceful"))
			.leftNoProcesses()
			.endedWithin(Duration.ofSeconds(30));
	}

}
