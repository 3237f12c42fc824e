/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.inflight;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Summary of a stack in a few lines: its top frames, and the frames of the application
 * that led to them. Frames of servers and frameworks in between are left out.
 *
 * @since 0.1
 */
public final class StackSummary {

	private static final int TOP = 4;

	private static final int APPLICATION = 4;

	private static final String[] FRAMEWORKS = { "java.", "javax.", "jdk.", "sun.", "jakarta.", "com.sun.",
			"org.apache.catalina.", "org.apache.coyote.", "org.apache.tomcat.", "org.eclipse.jetty.",
			"org.springframework.", "com.fasterxml.", "tools.jackson.", "io.micrometer." };

	/** What the packages of this library have in common. */
	private static final String OWN = ClassUtils.getPackageName(StackSummary.class.getPackageName()) + ".";

	private static final String LAMBDA = "$$Lambda";

	private static final String STARTS = "org.springframework.boot.SpringApplication";

	private static final StackWalker WALKER = StackWalker.getInstance();

	private StackSummary() {
	}

	/**
	 * Sums a stack up.
	 * @param stack all of its frames, the top one first
	 * @return at most eight frames in their order
	 */
	public static List<String> of(StackTraceElement[] stack) {
		Stream<StackTraceElement> top = Arrays.stream(stack).limit(TOP);
		List<StackTraceElement> application = Arrays.stream(stack)
			.skip(TOP)
			.filter(StackSummary::isApplication)
			.limit(APPLICATION)
			.toList();
		Stream<StackTraceElement> shown = application.isEmpty() ? Arrays.stream(stack).limit(TOP + APPLICATION)
				: Stream.concat(top, application.stream());
		return shown.map(String::valueOf).toList();
	}

	/**
	 * Returns which method of the application a thread has begun with, or which one it
	 * runs for a Spring application that it starts.
	 * @param stack all frames of the thread, the top one first
	 * @return for example {@code OrderMail.send}, or {@code null} if the application has
	 * no part in it
	 */
	public static @Nullable String entry(StackTraceElement[] stack) {
		String entry = null;
		for (int i = stack.length - 1; i >= 0; i--) {
			String type = stack[i].getClassName();
			if (type.equals(STARTS)) {
				entry = null;
			}
			// The frame of a lambda's own class says less than that of its code.
			else if (entry == null && isApplication(type) && !type.contains(LAMBDA)) {
				entry = method(type, stack[i].getMethodName());
			}
		}
		return entry;
	}

	/**
	 * Returns which method of the application the calling thread is in.
	 * @return for example {@code OrderMail.send}, or {@code null} if the application has
	 * no part in it
	 */
	public static @Nullable String caller() {
		return WALKER.walk((frames) -> frames.filter((frame) -> isApplication(frame.getClassName()))
			.findFirst()
			.map((frame) -> method(frame.getClassName(), frame.getMethodName()))
			.orElse(null));
	}

	/**
	 * Names a class of the application.
	 * @param type any class
	 * @return for example {@code OrderMail}, also for its lambdas and proxies, or
	 * {@code null} if it belongs to a framework
	 */
	public static @Nullable String type(Class<?> type) {
		return isApplication(type.getName()) ? simple(type.getName()) : null;
	}

	private static String method(String type, String method) {
		// A lambda is named after the method it was written in.
		int written = method.indexOf("lambda$");
		String name = (written == 0) ? method.substring("lambda$".length()).replaceFirst("\\$\\d+$", "") : method;
		return simple(type) + "." + name;
	}

	private static String simple(String type) {
		int generated = type.indexOf("$$");
		String own = (generated > 0) ? type.substring(0, generated) : type;
		return own.substring(own.lastIndexOf('.') + 1);
	}

	private static boolean isApplication(StackTraceElement frame) {
		return isApplication(frame.getClassName());
	}

	private static boolean isApplication(String type) {
		for (String framework : FRAMEWORKS) {
			if (type.startsWith(framework)) {
				return false;
			}
		}
		return !isOwn(type);
	}

	/**
	 * Whether a class belongs to this library, rather than to an application in a package
	 * of the same name.
	 * @param type name of the class
	 * @return {@code true} if it was loaded from the jar file of this class
	 */
	public static boolean isOwn(String type) {
		if (!type.startsWith(OWN)) {
			return false;
		}
		int generated = type.indexOf("$$");
		String name = (generated > 0) ? type.substring(0, generated) : type;
		try {
			Class<?> found = Class.forName(name, false, StackSummary.class.getClassLoader());
			return Objects.equals(found.getProtectionDomain().getCodeSource(),
					StackSummary.class.getProtectionDomain().getCodeSource());
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return true;
		}
	}

}
