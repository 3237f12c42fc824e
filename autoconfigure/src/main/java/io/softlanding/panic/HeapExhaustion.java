/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.function.DoubleSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Distinguishes exhausted memory from a request for too much memory. The heap is
 * exhausted if more than 90 % of it are in use after a collection, and direct memory if
 * more than 90 % of its limit are allocated. Metaspace always is.
 */
final class HeapExhaustion {

	private static final double FULL = 0.9;

	private final DoubleSupplier occupancyAfterCollection;

	/** The last errors by result: the same error is classified several times. */
	private volatile @Nullable Throwable lastFatal;

	private volatile @Nullable Throwable lastOther;

	HeapExhaustion(DoubleSupplier occupancyAfterCollection) {
		this.occupancyAfterCollection = occupancyAfterCollection;
	}

	PanicClassification classify(OutOfMemoryError error) {
		if (error == this.lastFatal) {
			return PanicClassification.FATAL;
		}
		if (error == this.lastOther) {
			return PanicClassification.ERROR;
		}
		boolean fatal = isFatal(error);
		// The virtual machine throws one without a stack again and again.
		Throwable last = (ErrorChain.stackOf(error).length > 0) ? error : null;
		if (fatal) {
			this.lastFatal = last;
		}
		else {
			this.lastOther = last;
		}
		return fatal ? PanicClassification.FATAL : PanicClassification.ERROR;
	}

	private boolean isFatal(OutOfMemoryError error) {
		String message = ErrorChain.messageOf(error);
		if (message == null) {
			return false;
		}
		if (isMetaspace(message)) {
			return true;
		}
		if (message.contains("Java heap space") || message.contains("GC overhead limit")) {
			return isHeapFull();
		}
		// Of the virtual machine, and of Netty, which counts its own.
		boolean direct = message.contains("direct buffer memory") || message.contains("Direct buffer memory")
				|| message.contains("of direct memory");
		return direct && isDirectFull(message);
	}

	/** Whether the message of an error is about memory for classes. */
	static boolean isMetaspace(@Nullable String message) {
		return message != null && (message.contains("Metaspace") || message.contains("class space"));
	}

	private boolean isHeapFull() {
		try {
			return this.occupancyAfterCollection.getAsDouble() > FULL;
		}
		catch (OutOfMemoryError ex) {
			return true;
		}
		catch (Throwable ex) {
			return false;
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

	/** How full the old generation was after the last collection. */
	static final class OldGeneration implements DoubleSupplier {

		private final List<MemoryPoolMXBean> pools;

		/** Finds the pools at start-up, because there may be no memory for it later. */
		OldGeneration() {
			this.pools = ManagementFactory.getMemoryPoolMXBeans()
				.stream()
				.filter((pool) -> pool.getType() == MemoryType.HEAP && pool.isCollectionUsageThresholdSupported())
				.filter((pool) -> pool.getName().matches(".*(Old Gen|Tenured Gen|ZHeap|Old Generation|Shenandoah).*"))
				.toList();
			// Loads the classes.
			getAsDouble();
		}

		@Override
		public double getAsDouble() {
			double fullest = 0;
			for (int i = 0; i < this.pools.size(); i++) {
				MemoryUsage usage = this.pools.get(i).getCollectionUsage();
				if (usage != null) {
					long most = (usage.getMax() > 0) ? usage.getMax() : usage.getCommitted();
					fullest = Math.max(fullest, (double) usage.getUsed() / most);
				}
			}
			return fullest;
		}

	}

}
