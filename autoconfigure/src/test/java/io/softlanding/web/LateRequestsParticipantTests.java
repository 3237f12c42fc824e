/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.util.Map;

import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StubDrainContext;
import io.softlanding.time.NanoClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LateRequestsParticipant}.
 */
class LateRequestsParticipantTests {

	private final InFlightRequests requests = new InFlightRequests(NanoClock.SYSTEM);

	private final LateRequestsParticipant participant = new LateRequestsParticipant(this.requests);

	@Test
	void whatIsRejectedAfterTheHandOffIsReportedToo() {
		this.requests.announce();
		this.requests.close(this.requests.era());
		assertThat(this.participant.drain(new StubDrainContext()).outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
		assertThat(this.requests.start("GET", "/")).isNull();
		this.requests.rejected("GET", "/orders");
		DrainResult result = this.participant.conclude();
		assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(result.details()).containsEntry("routes", Map.of("GET /orders", 1L));
	}

}
