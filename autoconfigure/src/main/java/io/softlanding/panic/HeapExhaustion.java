/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.function.DoubleSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Tells exhausted memory from a request that asked for too much. The heap is exhausted if
 * a collection leaves more than 90 % of it, and direct memory if more than 90 % of its
 * limit is allocated, however often a request asks for too much. Metaspace always is.
 */
final class HeapExhaustion {

	private static final double FULL = 0.9;

	private final DoubleSupplier occupancyAfterCollection;

	/** The error that was classified last, and how: others ask again. */
	private volatile @Nullable Throwable lastError;

	private volatile boolean lastFatal;

	HeapExhaustion(DoubleSupplier occupancyAfterCollection) {
		this.occupancyAfterCollection = occupancyAfterCollection;
	}

	PanicClassification classify(OutOfMemoryError error) {
		if (this.lastError != error) {
			this.lastFatal = isFatal(error);
			// The virtual machine throws one without a stack again and again.
			this.lastError = (ErrorChain.stackOf(error).length > 0) ? error : null;
		}
		return this.lastFatal ? PanicClassification.FATAL : PanicClassification.ERROR;
	}

	private boolean isFatal(OutOfMemoryError error) {
		String message = ErrorChain.messageOf(error);
		if (message == null) {
			return false;
		}
		if (message.contains("Metaspace") || message.contains("class space")) {
			return true;
		}
		if (message.contains("Java heap space") || message.contains("GC overhead limit")) {
			return isHeapFull();
		}
		return isDirect(message) && isDirectFull(message);
	}

	/** Of the virtual machine, and of Netty, which counts its own. */
	private static boolean isDirect(String message) {
		return message.contains("direct buffer memory") || message.contains("Direct buffer memory")
				|| message.contains("of direct memory");
	}

	private boolean isHeapFull() {
		try {
			return this.occupancyAfterCollection.getAsDouble() > FULL;
		}
		catch (OutOfMemoryError ex) {
			// There is not even room for the answer.
			return true;
		}
	}

	/** The error comes after a collection, and says what is allocated. */
	private static boolean isDirectFull(String message) {
		long used = Math.max(number(message, "allocated: "), number(message, "used: "));
		long limit = Math.max(number(message, "limit: "), number(message, "max: "));
		return limit > 0 && used > FULL * limit;
	}

	private static long number(String message, String name) {
		int at = message.indexOf(name);
		if (at < 0) {
			return -1;
		}
		long number = 0;
		for (int i = at + name.length(); i < message.length() && Character.isDigit(message.charAt(i)); i++) {
			number = number * 10 + Character.digit(message.charAt(i), 10);
		}
		return number;
	}

}
