/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.nio.file.Path;
import java.util.List;

import io.softlanding.time.NanoClock;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class FlightRecordTests {

	@TempDir
	private Path directory;

	@Test
	void aRecordingShowsTheDrainItsPhasesAndTheirParticipants() throws Exception {
		List<RecordedEvent> events;
		try (Recording recording = new Recording()) {
			recording.start();
			Drain drain = DrainFixtures.drain(NanoClock.SYSTEM, DrainFixtures.budget(),
					StubParticipant.of("requests", DrainPhase.IN_FLIGHT),
					StubParticipant.of("redis-locks", DrainPhase.LOCKS, (context) -> {
						throw new IllegalStateException("on purpose");
					}));
			drain.begin();
			drain.awaitFront();
			drain.stop();
			recording.stop();
			Path file = this.directory.resolve("drain.jfr");
			recording.dump(file);
			events = RecordingFile.readAllEvents(file);
		}
		RecordedEvent drain = only(events, "io.softlanding.Drain", "reason", "SIGTERM");
		assertThat(drain.getString("outcome")).isEqualTo("failed");
		RecordedEvent phase = only(events, "io.softlanding.DrainPhase", "phase", "LOCKS");
		assertThat(phase.getString("outcome")).isEqualTo("failed");
		RecordedEvent participant = only(events, "io.softlanding.DrainParticipant", "participant", "redis-locks");
		assertThat(participant.getString("outcome")).isEqualTo("failed");
		assertThat(participant.getString("summary")).isEqualTo("Failed with java.lang.IllegalStateException");
		assertThat(only(events, "io.softlanding.DrainParticipant", "participant", "requests").getString("outcome"))
			.isEqualTo("completed");
		// A timeline: what belongs to another lies inside it.
		assertThat(phase.getStartTime()).isBetween(drain.getStartTime(), drain.getEndTime());
		assertThat(participant.getStartTime()).isBetween(phase.getStartTime(), phase.getEndTime());
		assertThat(participant.getEndTime()).isBefore(drain.getEndTime());
	}

	private static RecordedEvent only(List<RecordedEvent> events, String type, String field, String value) {
		List<RecordedEvent> found = events.stream()
			.filter((event) -> event.getEventType().getName().equals(type) && event.getString(field).equals(value))
			.toList();
		assertThat(found).as("%s of %s", type, value).hasSize(1);
		return found.get(0);
	}

}
