/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.nio.file.Files;
import java.nio.file.Path;

import io.softlanding.servers.EmbeddedRedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Shutdown hooks of others, which would take away what requests need.
 */
class ShutdownHookProcessTests {

	@TempDir
	private Path directory;

	@Test
	void hooksOfOthersRunWhenWhatWasInFlightIsOver() throws Exception {
		Path report = this.directory.resolve("report.json");
		try (ChildProcess app = ChildProcess.launch()
			.with("fault.hooks=true", "logging.register-shutdown-hook=true", "softlanding.drain.report-file=" + report)
			.start()
			.awaitReady(); HttpConnection request = HttpConnection.get(app.port(), "/work?ms=1500")) {
			app.awaitLine("WORKING").signal("TERM");
			assertThat(request.read().text()).isEqualTo("done");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.lines()).containsSubsequence("REQUESTS OVER", "HOOK OF THE AGENT")
				.containsSubsequence("REQUESTS OVER", "HOOK OF LOGBACK")
				.containsSubsequence("TRANSACTIONS", "CACHES", "LOCKS", "HANDOFF");
			// The log may have been taken away by then.
			assertThat(Files.readString(report)).contains("\"stage\":\"graceful\"", "1 request finished");
		}
	}

	@Test
	void aClientThatAHookEndsServesRequestsToTheirEndAndOneThatIsABeanTheBackHalfToo() throws Exception {
		try (EmbeddedRedisServer redis = EmbeddedRedisServer.start();
				ChildProcess app = ChildProcess.launch()
					.with("fault.hooks=true", "fault.redis-port=" + redis.port())
					.start()
					.awaitReady();
				HttpConnection request = HttpConnection.get(app.port(), "/redis?ms=1500")) {
			app.awaitLine("WORKING").signal("TERM");
			assertThat(request.read().text()).isEqualTo("PONG");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.lines()).containsSubsequence("REQUESTS OVER", "HOOK OF THE CLIENT")
				.containsSubsequence("REQUESTS OVER", "CLIENT IN THE BACK HALF: PONG", "CLIENT DESTROYED");
		}
	}

}
