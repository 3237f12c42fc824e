/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

import io.softlanding.process.BoundedWait;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls of listener containers, each of which may block: a container that is starting
 * holds its lock while its broker does not answer.
 */
final class ListenerCalls {

	private static final Logger logger = LoggerFactory.getLogger(ListenerCalls.class);

	private static final int MOST_NAMED = 20;

	private final String name;

	ListenerCalls(String name) {
		this.name = name;
	}

	/**
	 * Calls containers and waits for it.
	 * @return the names of those that have not returned, or that have failed
	 */
	List<String> call(Collection<ListenedContainer> containers, Consumer<ListenedContainer> action, Duration timeout) {
		Queue<ListenedContainer> pending = new ConcurrentLinkedQueue<>(containers);
		BoundedWait.each("listener-" + this.name, timeout, containers.stream().<Runnable>map((container) -> () -> {
			try {
				action.accept(container);
				pending.remove(container);
			}
			catch (RuntimeException ex) {
				logger.warn("Listener container {} failed to {}", container.name(), this.name, ex);
			}
		}).toList());
		return names(pending);
	}

	static List<String> names(Collection<ListenedContainer> containers) {
		return containers.stream().map(ListenedContainer::name).sorted().limit(MOST_NAMED).toList();
	}

}
