/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

import java.time.Duration;

import io.softlanding.servers.ServerAddresses;
import io.softlanding.servers.ServersExtension;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The end of an instance that nobody uses.
 */
@Tag("first-leg")
@ExtendWith(ServersExtension.class)
class IdleExitEndToEndTests {

	@Test
	void anUnusedInstanceDoesNotWait(ServerAddresses servers) throws Exception {
		try (SampleApp app = SampleApp.launch(servers).quick().start()) {
			// A probe would make a prober of this test.
			app.awaitLine("Softlanding is ready for a drain");
			app.signal("TERM");
			assertThat(app.awaitExit(Duration.ofSeconds(5))).as(app.output()).isEqualTo(143);
			assertThat(app.report()).containsEntry("stage", "graceful").containsEntry("reason", "SIGTERM");
			assertThat(app.participant("QUIET_PERIOD", "quiet-period")).containsEntry("outcome", "NOTHING_TO_DO");
			assertThat(app.participant("IN_FLIGHT", "requests")).containsEntry("outcome", "NOTHING_TO_DO");
		}
	}

}
