/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.rsocket;

import io.rsocket.DuplexConnection;
import io.softlanding.time.NanoClock;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.SignalType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests of {@link Connection}.
 */
class ConnectionTests {

	private final RSocketRequests requests = new RSocketRequests(NanoClock.SYSTEM);

	private final Connection connection = new Connection(this.requests, mock(DuplexConnection.class), "text/plain");

	@Test
	void aRequestThatCannotBeRefusedIsHandledUntilTheConnectionIsClosed() {
		this.connection.refuse();
		assertThat(this.connection.begin("request-response", false, true, null)).isNull();
		Interaction note = this.connection.begin("fire-and-forget", false, false, null);
		assertThat(note).isNotNull();
		this.connection.end();
		note.finish(SignalType.ON_COMPLETE);
		assertThat(this.requests.lostRequests()).isZero();
		assertThat(this.connection.begin("fire-and-forget", false, false, null)).isNull();
		assertThat(this.requests.lostRequests()).isEqualTo(1);
	}

	@Test
	void aRequestThatItsClientCancelsHasNotFinished() {
		Interaction first = this.connection.begin("request-response", false, true, null);
		first.finish(SignalType.CANCEL);
		first.finish(SignalType.ON_COMPLETE);
		assertThat(this.requests.ended()).isZero();
		assertThat(this.requests.cancelled()).isEqualTo(1);
	}

}
