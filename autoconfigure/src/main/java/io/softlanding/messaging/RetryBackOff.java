/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.util.List;

/**
 * Knows whether a thread waits between two attempts of a retry.
 */
final class RetryBackOff {

	/** Spring Retry, and the core of Spring Framework 7. */
	private static final List<String> WAITING = List.of("org.springframework.retry.backoff.",
			"org.springframework.core.retry.");

	private RetryBackOff() {
	}

	/**
	 * Looks at the stack of a thread.
	 * @param thread any thread
	 * @return {@code true} if it sleeps before another attempt
	 */
	static boolean isIn(Thread thread) {
		String called = "";
		for (StackTraceElement frame : thread.getStackTrace()) {
			String type = frame.getClassName();
			if (!type.startsWith("java.") && !type.startsWith("jdk.")) {
				return (called.equals("sleep") || called.equals("wait")) && WAITING.stream().anyMatch(type::startsWith);
			}
			called = frame.getMethodName();
		}
		return false;
	}

}
