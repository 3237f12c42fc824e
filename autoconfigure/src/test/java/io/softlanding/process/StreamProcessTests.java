/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import io.softlanding.process.HttpConnection.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What clients see of event streams that never end, on real sockets.
 */
class StreamProcessTests {

	@ParameterizedTest
	@EnumSource
	void aStreamIsCompletedWhenHalfOfTheTimeIsOver(HttpProcessTests.Server server) throws Exception {
		try (ChildProcess app = server.launch().start().awaitReady();
				HttpConnection stream = HttpConnection.get(app.port(), "/endless-events");
				HttpConnection early = HttpConnection.get(app.port(), "/events?ms=500")) {
			app.awaitLine("STREAMING").awaitLine("WORKING").signal("TERM");
			Answer answer = stream.read();
			assertThat(answer.status()).isEqualTo(200);
			assertThat(answer.text()).contains("data:xxxxxxxxxx");
			assertThat(early.read().text()).contains("data:last");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.lines()).containsSubsequence("STREAM COMPLETED", "TRANSACTIONS");
			assertThat(app.participant("requests")).containsEntry("outcome", "ASSUMED")
				.containsEntry("summary",
						"2 requests finished since the drain began; 1 stream told to end, "
								+ "whose clients are assumed to connect again")
				.doesNotContainKey("forcedStreams");
		}
	}

	@Test
	void aStreamThatIsToBeCutIsNotWaitedForAndDoesNotLookComplete() throws Exception {
		try (ChildProcess app = ChildProcess.launch()
			.with("softlanding.web.streams=cut", "softlanding.web.stream-routes[/other-events]=complete")
			.start()
			.awaitReady();
				HttpConnection cut = HttpConnection.get(app.port(), "/endless-events");
				HttpConnection completed = HttpConnection.get(app.port(), "/other-events")) {
			app.awaitLine("STREAMING /endless-events").awaitLine("STREAMING /other-events").signal("TERM");
			assertThat(completed.read().status()).isEqualTo(200);
			assertThatThrownBy(cut::read).isInstanceOf(IOException.class);
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.participant("requests")).containsEntry("outcome", "PARTIAL")
				.containsEntry("forcedStreams", Map.of("/endless-events", 1));
		}
	}

	@Test
	void aStreamThatIsToBeAwaitedIsNamedAtTheDeadline() throws Exception {
		try (ChildProcess app = ChildProcess.launch().with("softlanding.web.streams=await").start().awaitReady();
				HttpConnection stream = HttpConnection.get(app.port(), "/endless-events")) {
			app.awaitLine("STREAMING").signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.participant("requests")).containsEntry("outcome", "TIMED_OUT")
				.extractingByKey("unfinished")
				.asString()
				.contains("/endless-events");
		}
	}

	@Test
	void aStreamWhoseClientIsGoneDoesNotHoldTheDrain() throws Exception {
		try (ChildProcess app = ChildProcess.launch().with("softlanding.drain.timeout=8s").start().awaitReady()) {
			try (HttpConnection stream = HttpConnection.get(app.port(), "/endless-events")) {
				app.awaitLine("STREAMING");
			}
			app.signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			// The server may have noticed before anybody waits for it.
			assertThat(app.participant("requests").get("outcome")).isIn("ASSUMED", "COMPLETED", "NOTHING_TO_DO");
		}
	}

	/** Its end waits for a write that waits for the client. */
	@Test
	void aStreamWhoseClientDoesNotReadDoesNotHoldTheDrain() throws Exception {
		try (ChildProcess app = ChildProcess.launch().with("softlanding.drain.timeout=10s").start().awaitReady();
				HttpConnection dead = HttpConnection.get(app.port(), "/endless-events?bytes=100000&flood=true");
				HttpConnection alive = HttpConnection.get(app.port(), "/other-events")) {
			app.awaitLine("SENT 5").awaitLine("STREAMING /other-events").signal("TERM");
			assertThat(alive.read().status()).isEqualTo(200);
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.participant("requests")).containsEntry("outcome", "PARTIAL")
				.containsEntry("forcedStreams", Map.of("/endless-events", 1));
			assertThat(List.of("test-caches", "test-handoff"))
				.allSatisfy((name) -> assertThat(app.participant(name)).containsEntry("outcome", "COMPLETED"));
		}
	}

}
