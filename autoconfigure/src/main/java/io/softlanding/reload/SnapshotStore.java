/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.util.List;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * The one reference to the configuration in force.
 */
final class SnapshotStore {

	private final BoundSnapshot first;

	/** One for each record, in the order of the snapshot. */
	private final List<StoredReloadable> reloadables;

	/** The last number that a listener has seen. Touched while the gate is held. */
	private long highest;

	private volatile BoundSnapshot current;

	/** Set while the gate is held, as is the next one. */
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

	/**
	 * Puts a snapshot in force: all of it, for all threads, by one write. Called while
	 * the gate is held.
	 * @param snapshot the snapshot
	 */
	void swap(BoundSnapshot snapshot) {
		// Before the one write nobody has a copy of the old, and after it whoever has no
		// copy reads the new: no thread sees a record of the old after one of the new.
		this.reloadables.forEach((reloadable) -> reloadable.copy = null);
		this.current = snapshot;
		this.reloadables.forEach((reloadable) -> reloadable.copy = snapshot.records()[reloadable.index]);
	}

	/**
	 * Whether something in the application may not be what the snapshot in force says.
	 */
	boolean isUnknown() {
		return this.listenersUnknown || this.environmentUnknown;
	}

	/** What a listener has left behind: no later reload tells it anything of that. */
	void listenersUnknown() {
		this.listenersUnknown = true;
	}

	/** Whether the environment has not followed; the next reload tells it everything. */
	void environmentUnknown(boolean unknown) {
		this.environmentUnknown = unknown;
	}

	/** A number that no listener has seen, also in no dry run. */
	long nextGeneration() {
		return this.highest + 1;
	}

	/** Uses a number up. Called while the gate is held. */
	void show(BoundSnapshot next) {
		this.highest = next.generation();
	}

	@SuppressWarnings("unchecked")
	<T> Reloadable<T> reloadable(Class<T> type) {
		return (Reloadable<T>) this.reloadables.get(this.first.index(type));
	}

	/**
	 * Reads one record. The place of a record is the same in all snapshots of a store.
	 */
	private static final class StoredReloadable extends Reloadable<Object> {

		private final SnapshotStore store;

		private final int index;

		/** The record in force, or null while the snapshot is swapped. */
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
