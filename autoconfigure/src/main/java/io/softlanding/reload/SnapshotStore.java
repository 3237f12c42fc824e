package io.softlanding.reload;

/**
 * The one reference to the configuration in force.
 */
final class SnapshotStore {

	private final BoundSnapshot first;

	/**
	 * The highest generation that anybody may have seen. Touched while the gate is held.
	 */
	private long highest;

	/** The snapshot and after it its records: one step less for each read of a record. */
	private volatile Object[] current;

	SnapshotStore(BoundSnapshot first) {
		this.first = first;
		this.current = first.withRecords();
		this.highest = first.generation();
	}

	/** What the application started with. */
	BoundSnapshot first() {
		return this.first;
	}

	BoundSnapshot current() {
		return (BoundSnapshot) this.current[0];
	}

	/**
	 * Puts a snapshot in force: all of it, for all threads, by one write.
	 * @param snapshot the snapshot
	 */
	void swap(BoundSnapshot snapshot) {
		this.highest = Math.max(this.highest, snapshot.generation());
		this.current = snapshot.withRecords();
	}

	/** A number that no snapshot in force has had, also none that was taken back. */
	long nextGeneration() {
		return this.highest + 1;
	}

	<T> Reloadable<T> reloadable(Class<T> type) {
		return new StoredReloadable<>(this, this.first.index(type) + 1);
	}

	/**
	 * Reads one record. The place of a record is the same in all snapshots of a store.
	 */
	private static final class StoredReloadable<T> implements Reloadable<T> {

		private final SnapshotStore store;

		private final int index;

		StoredReloadable(SnapshotStore store, int index) {
			this.store = store;
			this.index = index;
		}

		@Override
		@SuppressWarnings("unchecked")
		public T get() {
			return (T) this.store.current[this.index];
		}

		@Override
		public Snapshot snapshot() {
			return this.store.current();
		}

	}

}
