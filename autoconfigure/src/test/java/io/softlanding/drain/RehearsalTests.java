/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import org.mockito.Mockito;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import ch.qos.logback.classic.Level;
import io.softlanding.readiness.ReadinessGate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
@ExtendWith(OutputCaptureExtension.class)
class RehearsalTests {

	private final ReadinessGate readiness = new ReadinessGate(new GenericApplicationContext());

	private final List<String> rehearsed = new CopyOnWriteArrayList<>();

	/** Has a stand-in, and must not be drained itself. */
	private record Rehearsed(String name, Runnable work) implements RehearsableParticipant {

		@Override
		public DrainPhase phase() {
			return DrainPhase.LOCKS;
		}

		@Override
		public DrainResult drain(DrainContext context) {
			throw new AssertionError("This is no rehearsal");
		}

		@Override
		public DrainParticipant standIn() {
			return StubParticipant.of(this.name, DrainPhase.LOCKS, (context) -> {
				this.work.run();
				return DrainResult.completed("ok");
			});
		}

	}

	@Test
	void endsAndLeavesNothing(CapturedOutput output) {
		ch.qos.logback.classic.Logger logger = (ch.qos.logback.classic.Logger) org.slf4j.LoggerFactory
			.getLogger(Rehearsal.class);
		logger.setLevel(Level.DEBUG);
		try {
			Set<Thread> before = threads();
			Rehearsal.start(new DrainPlan(List.of(new Rehearsed("a", () -> {
				this.rehearsed.add("a");
			}), new Rehearsed("b", () -> {
				throw new IllegalStateException("broken");
			}))), Mockito.mock(DrainReporter.class));
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> before.containsAll(threads()));
		}
		finally {
			logger.setLevel(null);
		}
		assertThat(this.rehearsed).containsExactly("a");
		assertThat(this.readiness.isHeld()).isFalse();
		// The log thread of an earlier test may still write.
		assertThat(output.toString().lines().filter((line) -> !line.contains("DrainFixtures")))
			.noneMatch((line) -> line.contains("rehears") || line.contains("Drain") || line.contains("Exit report"));
	}

	private static Set<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("softlanding-"))
			.collect(Collectors.toSet());
	}

}
