/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

import org.springframework.context.SmartLifecycle;

/**
 * What is known of containers while they exist.
 */
final class KnownContainers {

	private final Map<SmartLifecycle, LifecycleContainer> known = new ConcurrentHashMap<>();

	/**
	 * Returns what is known of containers, and forgets all others.
	 * @param found the names of the containers that exist now
	 * @param factory called once for each container
	 */
	Collection<LifecycleContainer> of(Map<SmartLifecycle, String> found,
			BiFunction<SmartLifecycle, String, LifecycleContainer> factory) {
		this.known.keySet().retainAll(found.keySet());
		return found.entrySet()
			.stream()
			.map((entry) -> this.known.computeIfAbsent(entry.getKey(),
					(container) -> factory.apply(container, entry.getValue())))
			.toList();
	}

}
