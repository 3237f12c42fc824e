/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.util.concurrent.CompletableFuture;
import io.softlanding.cache.WriteBehindSettings.Mode;
import io.softlanding.cache.WriteBehindSettings.WhenReadOnly;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Writes to a cache whose instance is shutting down.
 */
@Timeout(60)
class ReadOnlyCacheTests {

	private final MemoryStore store = new MemoryStore();

	@Test
	void aValueThatWasLoadedIsReturnedByACacheThatMayNotKeepIt() {
		WriteBehindCache<String, Integer> refusing = CacheFixtures.cache(this.store,
				CacheFixtures.mode(Mode.WRITE_BEHIND, WhenReadOnly.REFUSE));
		refusing.readOnly(true);
		assertThat(refusing.get("a", () -> 1)).isEqualTo(1);
		assertThat(refusing.retrieve("b", () -> CompletableFuture.completedFuture(2)).join()).isEqualTo(2);
		refusing.readOnly(false);
		assertThat(refusing.get("a")).isNull();
	}

	@Test
	void aReadOnlyCacheRefusesIfItIsToldTo() {
		WriteBehindCache<String, Integer> refusing = CacheFixtures.cache(this.store,
				CacheFixtures.mode(Mode.WRITE_BEHIND, WhenReadOnly.REFUSE));
		refusing.readOnly(true);
		assertThatExceptionOfType(CacheWriteException.class).isThrownBy(() -> refusing.put("a", 1))
			.withMessageContaining("read-only");
		refusing.evict("a");
		refusing.clear();
		refusing.readOnly(false);
		refusing.put("a", 1);
		assertThat(refusing.dirty()).isEqualTo(1);
	}

}
