/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;

/**
 * Queues that the broker may delete, with their messages and bindings, when nothing
 * consumes from them for some time. Brokers do not tell which these are: they are known
 * from what the application declares, and by the names that are made for such queues.
 */
final class TemporaryQueues {

	/** Argument of a queue that is deleted if it is not used. */
	private static final String EXPIRES = "x-expires";

	/** How long what the application declares is remembered. */
	private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final Supplier<Stream<Queue>> declared;

	private final NanoClock clock;

	private volatile @Nullable Known known;

	/**
	 * Creates an empty list.
	 * @param declared returns the queues that the application declares now
	 * @param clock the clock
	 */
	TemporaryQueues(Supplier<Stream<Queue>> declared, NanoClock clock) {
		this.declared = declared;
		this.clock = clock;
	}

	/** Whether any of the queues of a container is temporary. */
	boolean containsAny(AbstractMessageListenerContainer container) {
		return ContainerProperties.queues(container)
			.stream()
			.anyMatch((queue) -> queue instanceof Queue known && isTemporary(known))
				|| Arrays.stream(container.getQueueNames()).anyMatch(this::contains);
	}

	private boolean contains(String name) {
		return name.startsWith("amq.gen-") || name.startsWith("spring.gen-") || names().contains(name);
	}

	private Set<String> names() {
		Known known = this.known;
		if (known == null || this.clock.nanoTime() - known.sinceNanos > REMEMBERED_NANOS) {
			known = new Known(this.declared.get()
				.filter(TemporaryQueues::isTemporary)
				.map(Queue::getActualName)
				.collect(Collectors.toSet()), this.clock.nanoTime());
			this.known = known;
		}
		return known.names;
	}

	private static boolean isTemporary(Queue queue) {
		return queue.isAutoDelete() || queue.isExclusive() || queue.getArguments().containsKey(EXPIRES);
	}

	private record Known(Set<String> names, long sinceNanos) {
	}

}
