/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.softlanding.drain.DrainResult;

/** What is said of locks: never a token. */
final class LocksReport {

	static final int MOST_NAMED = 20;

	private static final String RELEASED = "released";

	private static final String HELD = "held";

	private static final List<String> WORDS = List.of(RELEASED, "lost", "abandoned", "failed", HELD);

	private LocksReport() {
	}

	/** Returns the result. */
	static DrainResult of(Collection<HeldLease> locks, boolean end) {
		Map<String, List<HeldLease>> byWord = new TreeMap<>(Comparator.comparing(WORDS::indexOf));
		locks.forEach((lock) -> byWord.computeIfAbsent(word(lock, end), (key) -> new ArrayList<>()).add(lock));
		if (byWord.isEmpty()) {
			return DrainResult.nothingToDo("No lock");
		}
		String summary = byWord.entrySet()
			.stream()
			.map((entry) -> entry.getValue().size() + " " + entry.getKey())
			.collect(Collectors.joining(", "));
		DrainResult result = (byWord.size() == 1 && byWord.containsKey(RELEASED)) ? DrainResult.completed("%s", summary)
				: (byWord.containsKey(RELEASED) || byWord.containsKey(HELD)) ? DrainResult.partial("%s", summary)
						: DrainResult.failed("%s", summary);
		for (Map.Entry<String, List<HeldLease>> entry : byWord.entrySet()) {
			String word = entry.getKey();
			result = result.with(word, entry.getValue().size());
			if (!word.equals(RELEASED)) {
				result = result.with(word + "Locks",
						entry.getValue().stream().limit(MOST_NAMED).map(LocksReport::describe).toList());
			}
		}
		return result;
	}

	static Map<String, Object> describe(HeldLease lock) {
		Map<String, Object> described = new LinkedHashMap<>();
		described.put("name", lock.label());
		described.put("holder", lock.holder().description());
		described.put("thread", lock.holder().thread().getName());
		described.put("remaining", lock.heldFor());
		return described;
	}

	/** In the end, what is not known to be released has failed or was abandoned. */
	private static String word(HeldLease lock, boolean end) {
		LeaseOutcome outcome = lock.outcome();
		if (outcome == null && end) {
			outcome = lock.ended() ? LeaseOutcome.FAILED : LeaseOutcome.ABANDONED;
		}
		return (outcome != null) ? outcome.name().toLowerCase(Locale.ROOT) : HELD;
	}

}
