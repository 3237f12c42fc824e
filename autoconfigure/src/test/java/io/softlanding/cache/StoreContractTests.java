package io.softlanding.cache;

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
		assertThat(store.load("a")).isEqualTo(new VersionedEntry<>("a", 6L, 6));
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
		assertThat(one.flush(java.time.Duration.ofSeconds(10)).written()).isEqualTo(1);
		assertThat(other.flush(java.time.Duration.ofSeconds(10)).stale()).isEqualTo(1);
		assertThat(one.get("a", Long.class)).isEqualTo(other.get("a", Long.class)).isEqualTo(1L);
		other.put("a", 3L);
		other.flush(java.time.Duration.ofSeconds(10));
		one.evict("a");
		assertThat(one.get("a", Long.class)).isEqualTo(3L);
	}

}
