/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every store has to do.
 */
abstract class StoreContractTests {

	private static final Duration LONG = Duration.ofSeconds(10);

	/** A store whose keys nobody else uses. */
	abstract VersionedStore<String, Long> store();

	@Test
	void whatWasNeverWrittenIsNotThere() {
		assertThat(store().load("never")).isNull();
	}

	@Test
	void aBatchIsWrittenAndReadBack() {
		VersionedStore<String, Long> store = store();
		List<VersionedEntry<String, Long>> batch = IntStream.range(0, 200)
			.mapToObj((i) -> new VersionedEntry<>("k" + i, (long) i, 1))
			.toList();
		assertThat(store.write(batch)).hasSize(200).containsOnly(WriteOutcome.APPLIED);
		assertThat(batch).allSatisfy((entry) -> assertThat(store.load(entry.key())).isEqualTo(entry));
	}

	@Test
	void onlyAHigherVersionIsApplied() {
		VersionedStore<String, Long> store = store();
		store.write(List.of(new VersionedEntry<>("a", 5L, 5)));
		assertThat(store.write(List.of(new VersionedEntry<>("a", 4L, 4), new VersionedEntry<>("b", 1L, 1))))
			.containsExactly(WriteOutcome.STALE, WriteOutcome.APPLIED);
		assertThat(store.write(List.of(new VersionedEntry<>("a", 55L, 5)))).containsExactly(WriteOutcome.STALE);
		assertThat(store.load("a")).isEqualTo(new VersionedEntry<>("a", 5L, 5));
		assertThat(store.write(List.of(new VersionedEntry<>("a", 6L, 6)))).containsExactly(WriteOutcome.APPLIED);
		assertThat(store.write(List.of(new VersionedEntry<>("a", 66L, 6), new VersionedEntry<>("c", 1L, 1))))
			.as("the same version of another instance")
			.containsExactly(WriteOutcome.STALE, WriteOutcome.APPLIED);
		assertThat(store.load("a")).isEqualTo(new VersionedEntry<>("a", 6L, 6));
	}

	@Test
	void nullTakesThePlaceOfAValue() {
		VersionedStore<String, Long> store = store();
		store.write(List.of(new VersionedEntry<>("a", 1L, 1)));
		assertThat(store.write(List.of(new VersionedEntry<>("a", null, 2)))).containsExactly(WriteOutcome.APPLIED);
		assertThat(store.load("a")).isEqualTo(new VersionedEntry<>("a", null, 2));
	}

	@ParameterizedTest
	@ValueSource(strings = { "with space", "br{ace}s", "Schlüssel ☂", "'; drop table x; --", "%d %s", "a:b:c", "\n" })
	void anyNameIsAKey(String key) {
		VersionedStore<String, Long> store = store();
		VersionedEntry<String, Long> entry = new VersionedEntry<>(key, 1L, 1);
		assertThat(store.write(List.of(entry))).containsExactly(WriteOutcome.APPLIED);
		assertThat(store.load(key)).isEqualTo(entry);
	}

	@Test
	void twoInstancesThatWriteOneKeyAgreeInTheEnd() throws Exception {
		VersionedStore<String, Long> store = store();
		WriteBehindCache<String, Long> one = CacheFixtures.cache(store, CacheFixtures.LATER);
		WriteBehindCache<String, Long> other = CacheFixtures.cache(store, CacheFixtures.LATER);
		one.put("a", 1L);
		other.put("a", 2L);
		assertThat(one.flush(LONG).written()).isEqualTo(1);
		assertThat(other.flush(LONG).stale()).isEqualTo(1);
		assertThat(one.get("a", Long.class)).isEqualTo(other.get("a", Long.class)).isEqualTo(1L);
		other.put("a", 3L);
		other.flush(LONG);
		one.evict("a");
		assertThat(one.get("a", Long.class)).isEqualTo(3L);
	}

	@Test
	void whatIsPutDuringAFlushIsStoredToo() throws Exception {
		WrittenStore store = new WrittenStore(store());
		WriteBehindCache<String, Long> cache = CacheFixtures.cache(store, CacheFixtures.LATER);
		cache.put("a", 1L);
		store.afterWrite = () -> {
			store.afterWrite = () -> {
			};
			cache.put("a", 2L);
			cache.put("b", 1L);
		};
		cache.flush(LONG);
		assertThat(cache.flush(LONG).complete()).isTrue();
		assertThat(store.load("a")).isEqualTo(new VersionedEntry<>("a", 2L, 2));
		assertThat(store.load("b")).isEqualTo(new VersionedEntry<>("b", 1L, 1));
	}

	@Test
	void aDirtyEntryIsNotLostForWantOfRoom() throws Exception {
		VersionedStore<String, Long> store = store();
		WriteBehindCache<String, Long> cache = CacheFixtures.cache(store, CacheFixtures.maxEntries(1));
		for (int i = 0; i < 300; i++) {
			cache.put("k" + i, (long) i);
			cache.get("k" + i / 2);
		}
		assertThat(cache.flush(LONG).written()).isEqualTo(300);
		for (int i = 0; i < 300; i++) {
			assertThat(store.load("k" + i)).isEqualTo(new VersionedEntry<>("k" + i, (long) i, 1));
		}
	}

}
