/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Share of the open work of a drain that was ended by force.
 *
 * @param ended what has ended by itself
 * @param forced what was ended by force, or was left when the process ended
 */
public record ForcedShare(long ended, long forced) {

	public static final ForcedShare NONE = new ForcedShare(0, 0);

	/** What participants say of themselves, see {@link DrainResult#counting}. */
	public static ForcedShare of(Map<?, ?> details) {
		return new ForcedShare(number(details.get("ended")), number(details.get("forced")));
	}

	private static long number(@Nullable Object value) {
		return (value instanceof Number number) ? Math.max(0, number.longValue()) : 0;
	}

	ForcedShare plus(ForcedShare other) {
		return new ForcedShare(this.ended + other.ended, this.forced + other.forced);
	}

	public Map<String, Object> describe() {
		Map<String, Object> described = new LinkedHashMap<>();
		described.put("ended", this.ended);
		described.put("forced", this.forced);
		described.put("share", (this.forced == 0) ? 0.0 : (double) this.forced / (this.ended + this.forced));
		return described;
	}

}
