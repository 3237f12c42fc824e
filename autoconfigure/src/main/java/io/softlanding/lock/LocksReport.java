package io.softlanding.lock;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import io.softlanding.drain.DrainResult;

/**
 * What is said of locks: never a token.
 */
final class LocksReport {

	static final int MOST_NAMED = 20;

	private LocksReport() {
	}

	static DrainResult of(Collection<HeldLease> locks) {
		Map<LeaseOutcome, List<HeldLease>> byOutcome = new EnumMap<>(LeaseOutcome.class);
		// Nobody is told that it went well who has not seen it.
		locks.forEach(
				(lock) -> byOutcome
					.computeIfAbsent(Objects.requireNonNullElse(lock.outcome(), LeaseOutcome.FAILED),
							(key) -> new ArrayList<>())
					.add(lock));
		if (byOutcome.isEmpty()) {
			return DrainResult.skipped("No lock");
		}
		String summary = byOutcome.entrySet()
			.stream()
			.map((entry) -> entry.getValue().size() + " " + word(entry.getKey()))
			.collect(Collectors.joining(", "));
		boolean any = byOutcome.containsKey(LeaseOutcome.RELEASED);
		DrainResult result = (any && byOutcome.size() == 1) ? DrainResult.completed("%s", summary)
				: any ? DrainResult.partial("%s", summary) : DrainResult.failed("%s", summary);
		for (Map.Entry<LeaseOutcome, List<HeldLease>> entry : byOutcome.entrySet()) {
			String word = word(entry.getKey());
			result = result.with(word, entry.getValue().size());
			if (entry.getKey() != LeaseOutcome.RELEASED) {
				result = result.with(word + "Locks",
						entry.getValue().stream().limit(MOST_NAMED).map(LocksReport::describe).toList());
			}
		}
		return result;
	}

	static Map<String, Object> describe(HeldLease lock) {
		Map<String, Object> described = new LinkedHashMap<>();
		described.put("name", NameText.of(lock.name()));
		described.put("holder", lock.holder().description());
		described.put("thread", lock.holder().thread().getName());
		described.put("remaining", lock.heldFor());
		return described;
	}

	private static String word(LeaseOutcome outcome) {
		return outcome.name().toLowerCase(Locale.ROOT);
	}

}
