/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.util.List;
import java.util.stream.Stream;

import org.springframework.util.ClassUtils;

/**
 * Recognizes threads that must not block, such as the event loops of Reactor and Netty.
 */
final class NonBlockingThreads {

	private static final ClassLoader LOADER = NonBlockingThreads.class.getClassLoader();

	private static final List<Class<?>> TYPES = Stream
		.of("reactor.core.scheduler.NonBlocking", "io.netty.util.concurrent.FastThreadLocalThread")
		.filter((name) -> ClassUtils.isPresent(name, LOADER))
		.<Class<?>>map((name) -> ClassUtils.resolveClassName(name, LOADER))
		.toList();

	private NonBlockingThreads() {
	}

	static boolean isCurrent() {
		Thread thread = Thread.currentThread();
		for (Class<?> type : TYPES) {
			if (type.isInstance(thread)) {
				return true;
			}
		}
		return false;
	}

}
