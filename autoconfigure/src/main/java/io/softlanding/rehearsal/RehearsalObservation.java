/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.rehearsal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.RehearsedDrain;
import io.softlanding.time.DurationProperty;
import org.jspecify.annotations.Nullable;

/**
 * What is seen of a rehearsed drain, and what follows for one that ends the process. Used
 * by one thread, which looks often.
 *
 * <p>
 * A rehearsal has more time than a drain: it goes on when the time of a drain would be
 * over, and what is open at that moment would be cut.
 */
final class RehearsalObservation {

	private static final Duration TIMEOUT = Duration.ofMillis(500);

	private final RehearsedDrain drain;

	/** What the quiet period was waiting for when that of a drain would be over. */
	private @Nullable String quietCut;

	/** What was open when a drain would no longer wait for it, by section. */
	private final Map<String, Object> cut = new TreeMap<>();

	/** What the back half would find, and is still open, by section and identity. */
	private @Nullable Map<String, Map<Object, Object>> open;

	/** How long what the back half would find took to end. */
	private Duration back = Duration.ZERO;

	RehearsalObservation(RehearsedDrain drain) {
		this.drain = drain;
	}

	/** Looks at an instance whose front half still runs. */
	void lookDraining() {
		DrainPhase phase = this.drain.phase();
		if (phase == DrainPhase.QUIET_PERIOD && this.quietCut == null
				&& this.drain.took(phase).compareTo(this.drain.quietPeriod()) > 0) {
			this.quietCut = participants().stream()
				.filter((participant) -> !participant.containsKey("outcome"))
				.map((participant) -> String.valueOf(participant.get("summary")))
				.findFirst()
				.orElse("");
		}
		else if (phase == DrainPhase.IN_FLIGHT && this.cut.isEmpty() && front().compareTo(this.drain.front()) >= 0) {
			Map<String, Object> sections = this.drain.sections(TIMEOUT);
			put("requests", list(sections, "inFlight", "oldest"));
			put("tasks", list(sections, "work", "names"));
		}
	}

	private void put(String name, List<Map<String, Object>> open) {
		if (!open.isEmpty()) {
			this.cut.put(name, open);
		}
	}

	/**
	 * Looks at an instance that is drained.
	 * @param since time since it is
	 * @return whether there is nothing to wait for
	 */
	boolean lookDrained(Duration since) {
		Map<String, Map<Object, Object>> open = this.open;
		if (open == null || !open.isEmpty() && this.back.compareTo(this.drain.reserve()) < 0) {
			Map<String, Object> sections = this.drain.sections(TIMEOUT);
			Map<String, Map<Object, Object>> now = new TreeMap<>();
			keep(now, "transactions", list(sections, "transactions", "oldest"), "id", open);
			keep(now, "leases", list(sections, "locks", "shortest"), "name", open);
			this.back = (open == null) ? Duration.ZERO : since;
			this.open = now;
			return now.isEmpty();
		}
		return true;
	}

	/** Keeps what is open for the first time, or has been since then. */
	private static void keep(Map<String, Map<Object, Object>> now, String name, List<Map<String, Object>> entries,
			String key, @Nullable Map<String, Map<Object, Object>> before) {
		Map<Object, Object> kept = new LinkedHashMap<>();
		for (Map<String, Object> entry : entries) {
			Object identity = List.of(entry.getOrDefault(key, ""), entry.getOrDefault("thread", ""));
			boolean known = before == null || before.getOrDefault(name, Map.of()).containsKey(identity);
			if (known && !FleetGuard.LEASE.equals(entry.get("name"))) {
				kept.put(identity, entry);
			}
		}
		if (!kept.isEmpty()) {
			now.put(name, kept);
		}
	}

	/** Returns how long the front half of a drain would have taken until now. */
	private Duration front() {
		Duration quiet = this.drain.took(DrainPhase.QUIET_PERIOD);
		Duration longest = this.drain.quietPeriod();
		return this.drain.took(DrainPhase.ANNOUNCE)
			.plus((quiet.compareTo(longest) < 0) ? quiet : longest)
			.plus(this.drain.took(DrainPhase.IN_FLIGHT));
	}

	/** Returns how long a drain would take. Valid once the instance was drained. */
	Duration predicted() {
		Duration front = front();
		return ((front.compareTo(this.drain.front()) < 0) ? front : this.drain.front()).plus(this.back);
	}

	/** Describes what was seen, before the instance is resumed. */
	Map<String, Object> details() {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("timeout", this.drain.timeout());
		Map<String, Object> late = late();
		if (!late.isEmpty()) {
			details.put("late", late);
		}
		if (!this.cut.isEmpty()) {
			details.put("wouldBeCut", Map.copyOf(this.cut));
		}
		Map<String, Object> ended = new TreeMap<>();
		Objects.requireNonNullElse(this.open, Map.<String, Map<Object, Object>>of())
			.forEach((name, entries) -> ended.put(name, List.copyOf(entries.values())));
		if (!ended.isEmpty()) {
			details.put("wouldBeEnded", ended);
		}
		details.put("phases", this.drain.phases());
		return details;
	}

	/**
	 * Returns what a drain would lose, one sentence each.
	 * @param details what was seen
	 */
	List<String> findings(Map<String, Object> details) {
		List<String> findings = new ArrayList<>();
		if (this.quietCut != null) {
			findings.add("The quiet period would be cut after %s: %s"
				.formatted(DurationProperty.text(this.drain.quietPeriod()), this.quietCut));
		}
		participants().stream()
			.filter((participant) -> participant.get("outcome") instanceof String outcome
					&& !DrainOutcome.valueOf(outcome).isGood())
			.map((participant) -> "%s: %s".formatted(participant.get("name"), participant.get("summary")))
			.forEach(findings::add);
		this.cut.forEach((name, open) -> findings.add("%d %s or more would not be waited for after %s"
			.formatted(((List<?>) open).size(), name, DurationProperty.text(this.drain.front()))));
		if (details.get("late") instanceof Map<?, ?> late) {
			findings.add("Requests that arrived after the quiet period would be refused: " + late);
		}
		if (details.get("wouldBeEnded") instanceof Map<?, ?> ended) {
			ended.forEach((name, entries) -> findings.add("%d %s were still open after %s and would be ended"
				.formatted(((List<?>) entries).size(), name, DurationProperty.text(this.back))));
		}
		return List.copyOf(findings);
	}

	private Map<String, Object> late() {
		Map<String, Object> late = new TreeMap<>();
		if (this.drain.sections(TIMEOUT).get("inFlight") instanceof Map<?, ?> requests
				&& requests.get("lateRoutes") instanceof Map<?, ?> routes) {
			routes.forEach((route, count) -> late.put(String.valueOf(route), count));
		}
		return late;
	}

	private List<Map<String, Object>> participants() {
		return this.drain.phases().stream().flatMap((phase) -> list(phase, "participants").stream()).toList();
	}

	private static List<Map<String, Object>> list(Map<String, Object> sections, String section, String key) {
		return (sections.get(section) instanceof Map<?, ?> found) ? list(found, key) : List.of();
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> list(Map<?, ?> map, String key) {
		return (map.get(key) instanceof List<?> list) ? (List<Map<String, Object>>) list : List.of();
	}

}
