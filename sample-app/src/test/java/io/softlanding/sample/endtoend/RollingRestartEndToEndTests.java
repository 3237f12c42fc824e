/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

import java.time.Duration;

import io.softlanding.servers.ServerAddresses;
import io.softlanding.servers.ServersExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two instances behind a balancer, stopped and started again under load.
 */
@ExtendWith(ServersExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RollingRestartEndToEndTests {

	private static final int PER_SECOND = 100;

	private static final int CONNECTIONS = 60;

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final SampleApp.Launch[] launches = new SampleApp.Launch[2];

	private final SampleApp[] apps = new SampleApp[2];

	private ReadinessBalancer balancer;

	@BeforeAll
	void start(ServerAddresses servers) throws Exception {
		for (int i = 0; i < this.apps.length; i++) {
			this.launches[i] = SampleApp.launch(servers).quick();
			// One after the other: they create their tables.
			this.apps[i] = this.launches[i].start().awaitReady();
		}
		this.balancer = ReadinessBalancer.before(this.launches[0].ports(), this.launches[1].ports());
		awaitBoth();
	}

	@AfterAll
	void stop() throws Exception {
		this.balancer.close();
		for (SampleApp app : this.apps) {
			app.close();
		}
	}

	@Test
	@Order(1)
	void theHarnessSeesWhatAKilledInstanceLoses() throws Exception {
		try (OpenLoopLoad load = load()) {
			awaitTraffic(0);
			this.apps[0].signal("KILL");
			assertThat(this.apps[0].awaitExit(PATIENCE)).isEqualTo(137);
			startAgain(0);
			LoadResult result = load.stop();
			assertThat(result.failed()).as("%s", result).isPositive();
			assertThat(result.answered() + result.failed()).as("%s", result).isEqualTo(result.sent());
		}
	}

	@Test
	@Order(2)
	void aRollingRestartLosesNoRequest() throws Exception {
		try (OpenLoopLoad load = load()) {
			for (int restart = 0; restart < 3; restart++) {
				int instance = restart % 2;
				awaitTraffic(instance);
				SampleApp app = this.apps[instance].signal("TERM");
				assertThat(app.awaitExit(PATIENCE)).as(app.output()).isEqualTo(143);
				assertThat(app.report()).containsEntry("stage", "graceful");
				assertThat(app.phase("IN_FLIGHT").get("outcome")).isIn("COMPLETED", "NOTHING_TO_DO");
				startAgain(instance);
			}
			LoadResult result = load.stop();
			assertThat(result.failures()).as("%s", result).isEmpty();
			assertThat(result.answered()).as("%s", result).isEqualTo(result.sent()).isPositive();
		}
	}

	private OpenLoopLoad load() {
		return new OpenLoopLoad(this.balancer.port(), PER_SECOND, CONNECTIONS, WorkMix.LONGER).start();
	}

	/** At least 20 kept connections to the instance, and 10 requests in flight on it. */
	private void awaitTraffic(int instance) {
		Awaitility.await()
			.atMost(PATIENCE)
			.pollInterval(Duration.ofMillis(20))
			.until(() -> this.balancer.connections(this.launches[instance].ports()) >= 20
					&& this.apps[instance].inFlight() >= 10);
	}

	private void startAgain(int instance) throws Exception {
		this.apps[instance] = this.launches[instance].start().awaitReady();
		awaitBoth();
	}

	private void awaitBoth() {
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> this.balancer.sendsTo(this.launches[0].ports())
					&& this.balancer.sendsTo(this.launches[1].ports()));
	}

}
