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
 * Memory for the classes that a drain needs, where Metaspace is limited: unused classes,
 * which the collector unloads once they are released. Without it, a process whose
 * Metaspace is full does not drain.
 */
final class MetaspaceReserve {

	/** Of about six kilobytes each. */
	private static final int CLASSES = 640;

	private static final int DEEPEST = 16;

	private volatile List<Class<?>> classes = List.of();

	void take() {
		try (InputStream stream = MetaspaceReserve.class.getResourceAsStream("MetaspaceReserve.class")) {
			if (stream == null) {
				return;
			}
			// Any class will do that has no method with a parameter of its own type.
			byte[] code = stream.readAllBytes();
			List<Class<?>> taken = new ArrayList<>(CLASSES);
			for (int i = 0; i < CLASSES; i++) {
				taken.add(MethodHandles.lookup().defineHiddenClass(code, false).lookupClass());
			}
			this.classes = taken;
		}
		catch (IOException | IllegalAccessException | RuntimeException | LinkageError | OutOfMemoryError ex) {
			// A drain may fail then.
		}
	}

	static boolean isBounded() {
		return ManagementFactory.getMemoryPoolMXBeans()
			.stream()
			.anyMatch((pool) -> pool.getName().equals("Metaspace") && pool.getUsage().getMax() > 0);
	}

	/** Releases the memory if an error says that Metaspace is full. Needs no class. */
	void releaseAfter(@Nullable Throwable error) {
		if (this.classes.isEmpty()) {
			return;
		}
		try {
			Throwable cause = error;
			for (int i = 0; cause != null && i < DEEPEST; i++) {
				if (cause instanceof OutOfMemoryError && HeapExhaustion.isMetaspace(cause.getMessage())) {
					release();
				}
				cause = cause.getCause();
			}
		}
		catch (Throwable ex) {
			// An error whose methods fail.
		}
	}

	void release() {
		this.classes = List.of();
	}

}
