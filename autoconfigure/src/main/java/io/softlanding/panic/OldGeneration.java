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

/**
 * The part of the heap that things live in for long, and what the last collection left of
 * it.
 */
final class OldGeneration implements DoubleSupplier {

	private final List<MemoryPoolMXBean> pools;

	private OldGeneration(List<MemoryPoolMXBean> pools) {
		this.pools = pools;
	}

	/** Looks for it now: when the heap is full there may be no room for looking. */
	static OldGeneration find() {
		OldGeneration found = new OldGeneration(ManagementFactory.getMemoryPoolMXBeans()
			.stream()
			.filter((pool) -> pool.getType() == MemoryType.HEAP && pool.isCollectionUsageThresholdSupported())
			.filter((pool) -> pool.getName().matches(".*(Old Gen|Tenured Gen|ZHeap|Old Generation|Shenandoah).*"))
			.toList());
		// Loads what it needs.
		found.getAsDouble();
		return found;
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
