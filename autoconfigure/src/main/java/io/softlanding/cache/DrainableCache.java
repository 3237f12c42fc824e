/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.time.Duration;

import io.softlanding.drain.DrainPass;
import io.softlanding.drain.RefusalCounter;
import org.jspecify.annotations.Nullable;

import org.springframework.cache.support.AbstractValueAdaptingCache;

/** A cache of our own, with what a drain needs to know of it. Needs nothing optional. */
abstract class DrainableCache extends AbstractValueAdaptingCache implements FlushableCache {

	private volatile @Nullable DrainPass pass;

	private volatile @Nullable RefusalCounter refusals;

	DrainableCache() {
		super(true);
	}

	/** Writes through from here on, whatever is said later. */
	final void pass(DrainPass pass, RefusalCounter refusals) {
		this.refusals = refusals;
		this.pass = pass;
	}

	/** How far the drain is, if there is one. */
	final @Nullable DrainPass pass() {
		return this.pass;
	}

	final void refused() {
		RefusalCounter refusals = this.refusals;
		if (refusals != null) {
			refusals.add(getName());
		}
	}

	/** How long it would take to write what is dirty. */
	abstract Duration needs();

	/** What was written since the cache was made, and what is dirty. */
	abstract FlushResult total();

	abstract boolean closed();

	abstract boolean inUse();

	/** Writes through from here on, and flushes what is dirty, in a bounded time. */
	abstract void flushLast() throws InterruptedException;

}
