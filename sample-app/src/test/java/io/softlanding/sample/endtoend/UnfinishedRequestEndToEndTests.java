/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

import java.time.Duration;
import java.util.Map;

import io.softlanding.servers.ServerAddresses;
import io.softlanding.servers.ServersExtension;
import io.softlanding.test.HttpConnection;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One drain with requests that will not end.
 */
@Tag("first-leg")
@ExtendWith(ServersExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnfinishedRequestEndToEndTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(4);

	private SampleApp app;

	private int exitCode;

	private Duration took;

	@BeforeAll
	void drain(ServerAddresses servers) throws Exception {
		this.app = SampleApp.launch(servers)
			.quick()
			.with("spring.profiles.active=lab", "softlanding.drain.timeout=" + TIMEOUT.toSeconds() + "s")
			.start()
			.awaitReady();
		try (HttpConnection deaf = HttpConnection.open(this.app.port(), TIMEOUT, 64 * 1024);
				HttpConnection blocked = HttpConnection.open(this.app.port())) {
			deaf.send("GET", "/work/download?megabytes=50");
			blocked.send("POST", "/lab/block?seconds=60");
			Awaitility.await().until(() -> this.app.inFlight() == 2);
			long signalled = System.nanoTime();
			this.app.signal("TERM");
			this.exitCode = this.app.awaitExit(Duration.ofSeconds(30));
			this.took = Duration.ofNanos(System.nanoTime() - signalled);
		}
	}

	@AfterAll
	void stop() {
		this.app.close();
	}

	@Test
	void theProcessEndsInTimeByItself() {
		assertThat(this.exitCode).as(this.app.output()).isEqualTo(143);
		// The watchdog would halt it two seconds after the timeout, with a code of its
		// own.
		assertThat(this.took).as(this.app.output()).isLessThan(TIMEOUT.plusSeconds(2));
		assertThat(this.app.report()).containsEntry("stage", "graceful");
	}

	@Test
	void aHandlerThatIgnoresInterruptionIsNamed() {
		assertThat(request("/lab/block")).containsEntry("method", "POST")
			.containsKeys("age", "thread")
			.extractingByKey("stack", InstanceOfAssertFactories.list(String.class))
			.anyMatch((frame) -> frame.contains("LabController.block"));
	}

	@Test
	void aClientThatNeverReadsIsNamed() {
		assertThat(request("/work/download")).containsEntry("method", "GET")
			.containsKeys("age", "thread")
			.extractingByKey("stack", InstanceOfAssertFactories.list(String.class))
			.anyMatch((frame) -> frame.contains("DownloadController"));
	}

	private Map<String, Object> request(String route) {
		Map<String, Object> requests = this.app.participant("IN_FLIGHT", "requests");
		assertThat(requests).containsEntry("outcome", "TIMED_OUT");
		return SampleApp.list(requests.get("unfinished"))
			.stream()
			.filter((request) -> route.equals(request.get("route")))
			.findFirst()
			.orElseThrow(() -> new AssertionError("no " + route + " in " + requests));
	}

}
