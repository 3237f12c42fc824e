/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.report;

import java.time.Duration;
import java.time.Instant;
import java.util.AbstractMap;
import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.softlanding.drain.DrainPhase;
import io.softlanding.process.BoundedWait;
import io.softlanding.readiness.ReadinessGate;
import org.junit.jupiter.api.Test;

import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

class StatusDocumentTests {

	private final ReadinessGate readiness = new ReadinessGate(new GenericApplicationContext());

	/** A section of fixed values. */
	private record Section(String name, Supplier<Map<String, Object>> answer) implements StatusSection {

		private Section(String name, Map<String, Object> status) {
			this(name, () -> status);
		}

		@Override
		public Map<String, Object> status() {
			return this.answer.get();
		}

	}

	@Test
	void runningInstanceShowsReadinessAndSections() {
		assertThat(document(new Section("locks", Map.of("held", 2)))).containsOnlyKeys("state", "readiness", "locks")
			.containsEntry("state", "RUNNING")
			.containsEntry("readiness", Map.of("reasons", List.of()))
			.containsEntry("locks", Map.of("held", 2));
	}

	@Test
	void theDrainIsShownInPlainValues() {
		StatusDocument document = new StatusDocument(() -> Map.of("state", "DRAINING", "took", Duration.ofMillis(1500),
				"phases", List.of(Map.of("took", Duration.ofMillis(20)))), this.readiness::reasons, List::of);
		assertThat(document.current(Duration.ofSeconds(5))).containsEntry("state", "DRAINING")
			.containsEntry("took", "PT1.5S")
			.containsEntry("phases", List.of(Map.of("took", "PT0.02S")));
	}

	@Test
	void reasonsOfReadinessAreShown() {
		this.readiness.hold("memory");
		this.readiness.hold("drain");
		assertThat(document()).extractingByKey("readiness", as(MAP))
			.containsEntry("reasons", List.of("drain", "memory"));
	}

	@Test
	void onlyPlainValuesAreInIt() {
		Map<String, Object> values = Map.of("time", Instant.parse("2026-03-01T10:00:00.123456Z"), "age",
				Duration.ofNanos(2_100_999_999L), "enum", DrainPhase.LOCKS, "flag", true, "count", 3L, "ratio", 0.5,
				"list", Arrays.asList(TimeUnit.DAYS, Duration.ofSeconds(1), Map.of(1, Duration.ofMinutes(1))));
		assertThat(document(new Section("any", values))).containsEntry("any",
				Map.of("time", "2026-03-01T10:00:00.123Z", "age", "PT2.1S", "enum", "LOCKS", "flag", true, "count", 3L,
						"ratio", 0.5, "list", List.of("DAYS", "PT1S", Map.of("1", "PT1M"))));
	}

	@Test
	void sectionThatThrowsIsNamedAndOthersAreShown() {
		StatusSection broken = new Section("broken", () -> {
			throw new IllegalStateException("password=secret");
		});
		assertThat(document(broken, new Section("locks", Map.of("held", 2))))
			.containsEntry("broken", Map.of("error", "java.lang.IllegalStateException"))
			.containsEntry("locks", Map.of("held", 2));
	}

	@Test
	void sectionCannotReplaceWhatTheDrainSays() {
		assertThat(document(new Section("state", Map.of("lie", true)))).containsEntry("state", "RUNNING");
	}

	private Map<String, Object> document(StatusSection... sections) {
		return document(() -> List.of(sections)).current(Duration.ofSeconds(5));
	}

	private StatusDocument document(Supplier<List<StatusSection>> sections) {
		return new StatusDocument(NoDrainStatus.INSTANCE::describe, this.readiness::reasons, sections);
	}

	@Test
	void sectionThatFailsWithAnErrorIsNamedAndOthersAreShown() {
		StatusSection broken = new Section("broken", () -> {
			throw new NoClassDefFoundError("gone");
		});
		assertThat(document(broken)).containsKey("broken");
	}

	@Test
	void sectionWhoseValuesFailWhenReadIsNamed() {
		Map<String, Object> live = new AbstractMap<>() {

			@Override
			public Set<Entry<String, Object>> entrySet() {
				throw new ConcurrentModificationException();
			}

		};
		assertThat(document(new Section("live", live), new Section("locks", Map.of("held", 2))))
			.containsEntry("locks", Map.of("held", 2))
			.containsEntry("live", Map.of("error", "java.util.ConcurrentModificationException"));
	}

	@Test
	void sectionThatHangsIsNamedAndOthersAreShown() {
		CountDownLatch never = new CountDownLatch(1);
		StatusSection hanging = new Section("hanging", () -> {
			BoundedWait.uninterruptibly(never, Long.MAX_VALUE / 2);
			return Map.of();
		});
		StatusDocument document = document(() -> List.of(hanging, new Section("locks", Map.of("held", 2))));
		assertThat(document.current(Duration.ofMillis(200))).containsEntry("locks", Map.of("held", 2))
			.containsEntry(hanging.getClass().getName(), Map.of("error", "no answer"));
		never.countDown();
	}

	@Test
	void numbersThatJsonDoesNotKnowAreText() {
		assertThat(document(new Section("any", Map.of("ratio", Double.NaN)))).containsEntry("any",
				Map.of("ratio", "NaN"));
	}

}
