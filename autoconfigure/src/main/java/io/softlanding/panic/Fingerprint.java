/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.List;
import java.util.TreeSet;

import io.softlanding.inflight.StackSummary;

/**
 * Hash of the types of an error and its causes and of the application's methods on their
 * stacks. No messages, line numbers, or numbers of proxies and lambdas.
 */
final class Fingerprint {

	private static final int FRAMES = 8;

	/** Enough to see all methods of a recursion, which stops at any of them. */
	private static final int RECURSION_FRAMES = 128;

	/** FNV-1a, 64 bits. */
	private static final long OFFSET = 0xcbf29ce484222325L;

	private static final long PRIME = 0x100000001b3L;

	private static final List<String> FOREIGN = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.", "jakarta.",
			"org.springframework.", "org.apache.", "org.eclipse.jetty.", "io.undertow.", "io.netty.", "reactor.",
			"io.micrometer.", "com.fasterxml.", "tools.jackson.", "org.hibernate.", "com.zaxxer.", "io.lettuce.",
			"org.postgresql.", "kotlin.");

	private Fingerprint() {
	}

	static String of(List<Throwable> chain) {
		long hash = OFFSET;
		for (Throwable error : chain) {
			hash = add(hash, type(error.getClass().getName()));
			hash = addFrames(hash, error);
		}
		return text(hash);
	}

	static String ofType(String type, PanicSource source) {
		return text(add(add(OFFSET, type(type)), source.name()));
	}

	private static String text(long hash) {
		String digits = Long.toHexString(hash);
		return "0".repeat(16 - digits.length()) + digits;
	}

	private static long addFrames(long hash, Throwable error) {
		StackTraceElement[] stack = ErrorChain.stackOf(error);
		boolean recursion = error instanceof StackOverflowError;
		TreeSet<String> cycle = new TreeSet<>();
		long result = hash;
		int frames = 0;
		String previous = "";
		int most = recursion ? RECURSION_FRAMES : FRAMES;
		for (int i = 0; i < stack.length && frames < most; i++) {
			String frame = (stack[i] != null) ? frame(stack[i]) : "";
			if (frame.isEmpty() || frame.equals(previous)) {
				continue;
			}
			previous = frame;
			frames++;
			if (recursion) {
				cycle.add(frame);
			}
			else {
				result = add(result, frame);
			}
		}
		for (String frame : cycle) {
			result = add(result, frame);
		}
		return result;
	}

	private static String frame(StackTraceElement element) {
		String name = element.getClassName();
		if (name.contains("$$") || name.contains("$Proxy") || isForeign(name)) {
			return "";
		}
		return name + '#' + method(element.getMethodName());
	}

	static boolean isForeign(String className) {
		for (String prefix : FOREIGN) {
			if (className.startsWith(prefix)) {
				return true;
			}
		}
		return StackSummary.isOwn(className);
	}

	/** The number in {@code lambda$pay$3} changes with other lambdas. */
	private static String method(String name) {
		if (!name.startsWith("lambda$")) {
			return name;
		}
		int end = name.lastIndexOf('$');
		return (end > "lambda".length()) ? name.substring(0, end) : name;
	}

	private static String type(String name) {
		int generated = name.indexOf("$$");
		return (generated > 0) ? name.substring(0, generated) : name;
	}

	private static long add(long hash, String text) {
		long result = hash;
		for (int i = 0; i < text.length(); i++) {
			result = (result ^ text.charAt(i)) * PRIME;
		}
		return (result ^ '\n') * PRIME;
	}

}
