/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.lang.reflect.Field;
import java.time.Duration;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.util.ReflectionUtils;

/**
 * How long the event loops of Netty take to end when Spring stops them, after the drain:
 * what they would rest for has been waited for, and what is stuck in one of them would
 * only have the watchdog halt the process. Times that the application sets stay.
 */
final class EventLoopShutdown {

	/** The default of Reactor Netty. */
	private static final Duration DEFAULT_QUIET_PERIOD = Duration.ofSeconds(2);

	private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(15);

	/** Enough to close the connections that are left. */
	private static final Duration TIMEOUT = Duration.ofMillis(500);

	private final ObjectProvider<ReactorResourceFactory> factories;

	EventLoopShutdown(ObjectProvider<ReactorResourceFactory> factories) {
		this.factories = factories;
	}

	void limit() {
		this.factories.forEach((loops) -> {
			if (has(loops, "shutdownQuietPeriod", DEFAULT_QUIET_PERIOD)
					&& has(loops, "shutdownTimeout", DEFAULT_TIMEOUT)) {
				loops.setShutdownQuietPeriod(Duration.ZERO);
				loops.setShutdownTimeout(TIMEOUT);
			}
		});
	}

	/** There is no other way to ask; what cannot be read is left alone. */
	private static boolean has(ReactorResourceFactory loops, String name, Duration time) {
		Field field = ReflectionUtils.findField(ReactorResourceFactory.class, name, Duration.class);
		if (field == null) {
			return false;
		}
		ReflectionUtils.makeAccessible(field);
		return time.equals(ReflectionUtils.getField(field, loops));
	}

}
