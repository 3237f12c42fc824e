/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A real store, and what happens between a write and its answer.
 */
final class WrittenStore implements VersionedStore<String, Long> {

	private final VersionedStore<String, Long> store;

	volatile Runnable afterWrite = () -> {
	};

	WrittenStore(VersionedStore<String, Long> store) {
		this.store = store;
	}

	@Override
	public @Nullable VersionedEntry<String, Long> load(String key) {
		return this.store.load(key);
	}

	@Override
	public List<WriteOutcome> write(List<VersionedEntry<String, Long>> entries) {
		List<WriteOutcome> outcomes = this.store.write(entries);
		this.afterWrite.run();
		return outcomes;
	}

}
