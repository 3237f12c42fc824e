/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Room in Metaspace for the classes that an orderly end needs, where Metaspace is
 * limited: classes that are not used. Once they are released, the collector unloads them
 * when their room is needed.
 */
final class SpareMetaspace {

	/** With about six kilobytes each. */
	private static final int CLASSES = 640;

	private static final int DEEPEST = 16;

	private volatile List<Class<?>> classes = List.of();

	/** Takes the room. */
	void take() {
		try (InputStream stream = SpareMetaspace.class.getResourceAsStream("SpareMetaspace.class")) {
			if (stream == null) {
				return;
			}
			// Any class does of which no method has its own type as a parameter.
			byte[] code = stream.readAllBytes();
			List<Class<?>> taken = new ArrayList<>(CLASSES);
			for (int i = 0; i < CLASSES; i++) {
				taken.add(MethodHandles.lookup().defineHiddenClass(code, false).lookupClass());
			}
			this.classes = taken;
		}
		catch (IOException | IllegalAccessException | RuntimeException | LinkageError | OutOfMemoryError ex) {
			// Without it the end may be less orderly.
		}
	}

	static boolean isBounded() {
		return ManagementFactory.getMemoryPoolMXBeans()
			.stream()
			.anyMatch((pool) -> pool.getName().equals("Metaspace") && pool.getUsage().getMax() > 0);
	}

	/**
	 * Lets the room go if it was exhausted. Whatever is done about an error comes after
	 * this, because it may need a class. Needs none itself.
	 */
	void releaseAfter(Throwable error) {
		if (!this.classes.isEmpty() && isExhausted(error)) {
			release();
		}
	}

	private static boolean isExhausted(Throwable error) {
		try {
			Throwable cause = error;
			for (int i = 0; cause != null && i < DEEPEST; i++) {
				if (cause instanceof OutOfMemoryError && isMetaspace(cause.getMessage())) {
					return true;
				}
				cause = cause.getCause();
			}
		}
		catch (Throwable ex) {
			// An error that fights back.
		}
		return false;
	}

	/** Whether the text of an error is about room for classes. */
	static boolean isMetaspace(@Nullable String message) {
		return message != null && (message.contains("Metaspace") || message.contains("class space"));
	}

	void release() {
		this.classes = List.of();
	}

}
