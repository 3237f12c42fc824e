/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.util.List;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * Holds the configuration in force. It is changed by one reload at a time.
 */
final class SnapshotStore {

	private final BoundSnapshot first;

	/** One for each record, in the order of the snapshot. */
	private final List<StoredReloadable> reloadables;

	/** The last number that a listener has seen. */
	private long highest;

	private volatile BoundSnapshot current;

	private volatile boolean listenersUnknown;

	private volatile boolean environmentUnknown;

	SnapshotStore(BoundSnapshot first) {
		this.first = first;
		this.current = first;
		this.highest = first.generation();
		this.reloadables = IntStream.range(0, first.records().length)
			.mapToObj((index) -> new StoredReloadable(this, index))
			.toList();
	}

	/** What the application started with. */
	BoundSnapshot first() {
		return this.first;
	}

	BoundSnapshot current() {
		return this.current;
	}

	/** Puts a snapshot in force, for all threads by one write. */
	void swap(BoundSnapshot snapshot) {
		// Without a copy, threads read the current snapshot: none of them sees a record
		// of
		// the old one after a record of the new one.
		this.reloadables.forEach((reloadable) -> reloadable.copy = null);
		this.current = snapshot;
		this.reloadables.forEach((reloadable) -> reloadable.copy = snapshot.records()[reloadable.index]);
	}

	/** Whether the application may differ from the snapshot in force. */
	boolean isUnknown() {
		return this.listenersUnknown || this.environmentUnknown;
	}

	/** For good: no later reload tells a listener what it has missed. */
	void listenersUnknown() {
		this.listenersUnknown = true;
	}

	/** Until the environment follows another reload, which it does completely. */
	void environmentUnknown(boolean unknown) {
		this.environmentUnknown = unknown;
	}

	/** A number that no listener has seen, not even in a dry run. */
	long nextGeneration() {
		return this.highest + 1;
	}

	/** Uses up the number of a snapshot that listeners will see. */
	void show(BoundSnapshot next) {
		this.highest = next.generation();
	}

	@SuppressWarnings("unchecked")
	<T> Reloadable<T> reloadable(Class<T> type) {
		return (Reloadable<T>) this.reloadables.get(this.first.index(type));
	}

	/** Reads one record, whose index is the same in all snapshots. */
	private static final class StoredReloadable extends Reloadable<Object> {

		private final SnapshotStore store;

		private final int index;

		/** The record in force, or {@code null} while the snapshot is swapped. */
		private volatile @Nullable Object copy;

		StoredReloadable(SnapshotStore store, int index) {
			this.store = store;
			this.index = index;
			this.copy = store.first.records()[index];
		}

		@Override
		public Object get() {
			Object copy = this.copy;
			return (copy != null) ? copy : this.store.current.records()[this.index];
		}

		@Override
		public Snapshot snapshot() {
			return this.store.current;
		}

	}

}
