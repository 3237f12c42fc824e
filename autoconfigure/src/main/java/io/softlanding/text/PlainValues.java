/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.text;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Copies values for reports: strings, numbers, booleans, lists and maps remain, durations
 * and instants are written in ISO-8601 to the millisecond, anything else as text.
 *
 * @since 0.1
 */
public final class PlainValues {

	private PlainValues() {
	}

	/**
	 * Copies a value and what is in it.
	 * @param value the value
	 * @return a copy that can be written as JSON at any time
	 */
	public static Object of(@Nullable Object value) {
		if (value instanceof Duration duration) {
			return Duration.ofMillis(duration.toMillis()).toString();
		}
		if (value instanceof Instant instant) {
			return Instant.ofEpochMilli(instant.toEpochMilli()).toString();
		}
		if (value instanceof Map<?, ?> map) {
			return of(map);
		}
		if (value instanceof Collection<?> collection) {
			List<Object> plain = new ArrayList<>();
			collection.forEach((element) -> plain.add(of(element)));
			return plain;
		}
		// JSON has no infinities and nothing that is not a number.
		if (value instanceof Boolean || value instanceof Number number && Double.isFinite(number.doubleValue())) {
			return value;
		}
		return String.valueOf(value);
	}

	/**
	 * Copies a map and what is in it.
	 * @param map the map
	 * @return a copy in the same order
	 */
	public static Map<String, Object> of(Map<?, ?> map) {
		Map<String, Object> plain = new LinkedHashMap<>();
		map.forEach((key, element) -> plain.put(String.valueOf(key), of(element)));
		return plain;
	}

}
