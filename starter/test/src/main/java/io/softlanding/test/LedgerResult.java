/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What clients were told, compared with what the store holds.
 *
 * @param acknowledged number of writes that were acknowledged
 * @param lost keys that were acknowledged and are not stored
 * @param doubled keys that are stored more than once
 * @param storedButNotAcknowledged keys that were stored during the load, and whose
 * clients got no response that says so; they may send the request again
 * @since 0.1.0
 */
public record LedgerResult(long acknowledged, Set<String> lost, Set<String> doubled,
		Set<String> storedButNotAcknowledged) {

	private static final int MOST = 20;

	static LedgerResult of(Collection<String> acknowledged, Collection<String> before, Collection<String> stored) {
		Set<String> unique = new HashSet<>();
		Set<String> doubled = stored.stream()
			.filter((key) -> !unique.add(key))
			.collect(Collectors.toCollection(LinkedHashSet::new));
		Set<String> known = new HashSet<>(before);
		doubled.removeIf((key) -> known.contains(key) && !acknowledged.contains(key));
		Set<String> lost = new LinkedHashSet<>(acknowledged);
		lost.removeAll(unique);
		unique.removeAll(known);
		acknowledged.forEach(unique::remove);
		return new LedgerResult(acknowledged.size(), lost, doubled, unique);
	}

	/**
	 * Describes the result, with some of the keys.
	 * @return a line
	 */
	public String describe() {
		return "Ledger: acknowledged " + this.acknowledged + ", lost " + describe(this.lost) + ", doubled "
				+ describe(this.doubled) + ", stored but not acknowledged " + describe(this.storedButNotAcknowledged);
	}

	private static String describe(Set<String> keys) {
		return keys.isEmpty() ? "0" : keys.size() + " (" + keys.stream().limit(MOST).collect(Collectors.joining(", "))
				+ ((keys.size() > MOST) ? ", …" : "") + ")";
	}

}
