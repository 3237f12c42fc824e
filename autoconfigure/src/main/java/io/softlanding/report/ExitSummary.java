/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.report;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.softlanding.drain.DrainOutcome;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonWriter;

/**
 * An exit report in as many bytes as Kubernetes keeps: the same document without the
 * sections of the features, and of the participants only those that did not end well.
 */
final class ExitSummary {

	/** What Kubernetes keeps of a termination message. */
	static final int MOST_BYTES = 4096;

	static final JsonWriter<Map<String, Object>> JSON = JsonWriter.standard();

	private static final int LONGEST_TEXT = 200;

	private static final List<String> KEYS = List.of("stage", "at", "process", "state", "reason", "startedAt", "took",
			"outcome", "forced", "signalLatency", "force");

	private static final Set<String> FINE = Stream.of(DrainOutcome.values())
		.filter(DrainOutcome::isGood)
		.map(Enum::name)
		.collect(Collectors.toSet());

	private ExitSummary() {
	}

	/** Sums a report up. */
	static String of(Map<String, Object> report) {
		Map<String, Object> summary = only(report, KEYS);
		// As long as they fit, and first to go: JSON cannot be cut.
		summary.put("truncated", true);
		List<Map<String, Object>> phases = new ArrayList<>();
		summary.put("phases", phases);
		boolean whole = true;
		for (Map<?, ?> phase : maps(report.get("phases"))) {
			Map<String, Object> shown = only(phase, List.of("phase", "outcome", "took"));
			whole &= addIfItFits(summary, phases, shown);
			List<Map<String, Object>> participants = new ArrayList<>();
			for (Map<?, ?> participant : maps(phase.get("participants"))) {
				if (!FINE.contains(String.valueOf(participant.get("outcome")))) {
					shown.put("participants", participants);
					whole &= addIfItFits(summary, participants,
							only(participant, List.of("name", "outcome", "took", "summary")));
				}
			}
		}
		if (whole) {
			summary.remove("truncated");
		}
		return JSON.writeToString(summary);
	}

	private static boolean addIfItFits(Map<String, Object> summary, List<Map<String, Object>> list,
			Map<String, Object> element) {
		list.add(element);
		if (JSON.writeToString(summary).getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES) {
			return true;
		}
		list.remove(list.size() - 1);
		return false;
	}

	private static Map<String, Object> only(Map<?, ?> map, List<String> keys) {
		Map<String, Object> some = new LinkedHashMap<>();
		for (String key : keys) {
			Object value = map.get(key);
			if (value != null) {
				some.put(key, (value instanceof String text && text.length() > LONGEST_TEXT)
						? text.substring(0, LONGEST_TEXT) + "…" : value);
			}
		}
		return some;
	}

	private static List<Map<?, ?>> maps(@Nullable Object list) {
		List<Map<?, ?>> maps = new ArrayList<>();
		if (list instanceof List<?> elements) {
			for (Object element : elements) {
				if (element instanceof Map<?, ?> map) {
					maps.add(map);
				}
			}
		}
		return maps;
	}

}
