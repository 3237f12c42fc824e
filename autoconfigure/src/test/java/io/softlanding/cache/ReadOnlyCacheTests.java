package io.softlanding.cache;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.softlanding.cache.WriteBehindSettings.Mode;
import io.softlanding.cache.WriteBehindSettings.WhenReadOnly;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Writes to a cache whose instance is about to end.
 */
@Timeout(60)
class ReadOnlyCacheTests {

	private final MemoryStore store = new MemoryStore();

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

	/**
	 * The put has looked before the cache became read-only, so it has to write, and
	 * somebody else is at the store.
	 */
	@Test
	void aWriteThatMeetsTheEndDoesNotWaitForAHangingStoreForEver() throws Exception {
		AtomicReference<@Nullable WriteBehindCache<String, Integer>> late = new AtomicReference<>();
		WriteBehindCache<String, Integer> cache = CacheFixtures.cache(new VersionedStore<String, Integer>() {

			@Override
			public @Nullable VersionedEntry<String, Integer> load(String key) {
				if (late.get() != null) {
					late.get().readOnly(true);
				}
				return ReadOnlyCacheTests.this.store.load(key);
			}

			@Override
			public List<WriteOutcome> write(List<VersionedEntry<String, Integer>> entries) {
				return ReadOnlyCacheTests.this.store.write(entries);
			}

		}, CacheFixtures.maxDirty(10));
		CountDownLatch go = new CountDownLatch(1);
		CountDownLatch inStore = new CountDownLatch(1);
		this.store.before = (batch) -> {
			inStore.countDown();
			go.await();
		};
		cache.put("a", 1);
		FutureTask<FlushResult> flush = new FutureTask<>(() -> cache.flush(CacheFixtures.LATER.writeTimeout()));
		new Thread(flush).start();
		assertThat(inStore.await(10, TimeUnit.SECONDS)).isTrue();
		late.set(cache);
		assertThatExceptionOfType(CacheWriteException.class).isThrownBy(() -> cache.put("b", 2))
			.withMessageContaining("busy");
		go.countDown();
		flush.get(10, TimeUnit.SECONDS);
	}

}
