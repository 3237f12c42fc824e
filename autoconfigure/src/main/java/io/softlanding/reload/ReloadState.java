package io.softlanding.reload;

import java.util.Set;

/**
 * Where a reload stands, and where it can go from there.
 */
enum ReloadState {

	/** Everything has been said. */
	ENDED(Set.of()),

	/** Those who have committed are undone, the last one first. */
	ROLLING_BACK(Set.of(ENDED)),

	/** The new snapshot is in force, and listeners follow. */
	COMMITTING(Set.of(ROLLING_BACK, ENDED)),

	/** Listeners say whether they can follow. */
	PREPARING(Set.of(COMMITTING, ENDED)),

	/** Records are bound and validated, and compared with those in force. */
	BINDING(Set.of(PREPARING, ENDED)),

	/** Files are read until they stay the same. */
	READING(Set.of(BINDING, ENDED)),

	/** Nothing has been done yet. */
	NEW(Set.of(READING, ENDED));

	private final Set<ReloadState> next;

	ReloadState(Set<ReloadState> next) {
		this.next = next;
	}

	/**
	 * Goes on.
	 * @param state where to
	 * @return that state
	 * @throws IllegalStateException if there is no way from here to there
	 */
	ReloadState to(ReloadState state) {
		if (!this.next.contains(state)) {
			throw new IllegalStateException("A reload cannot go from %s to %s".formatted(this, state));
		}
		return state;
	}

}
