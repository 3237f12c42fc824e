/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StubDrainContext;
import io.softlanding.text.EvaluatedText;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.cache.support.SimpleCacheManager;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class CachesParticipantTests {

	private final MemoryStore store = new MemoryStore();

	private final WriteBehindCache<String, Integer> cache = CacheFixtures.cache(this.store, CacheFixtures.LATER);

	private final MemoryStore hangingStore = new MemoryStore();

	private final WriteBehindCache<String, Integer> hanging = new WriteBehindCache<>("hanging", this.hangingStore,
			CacheFixtures.LATER, Duration.ofSeconds(1), System::nanoTime, (outcome) -> {
			}, new EvaluatedText(true));

	private final CountDownLatch go = new CountDownLatch(1);

	@AfterEach
	void release() {
		this.go.countDown();
	}

	@Test
	void everythingIsWrittenAndTheCacheStaysOpen() throws Exception {
		this.cache.put("a", 1);
		this.cache.put("b", 2);
		DrainResult result = drain(Duration.ofSeconds(10), this.cache);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.COMPLETED);
		assertThat(result.summary()).isEqualTo("2 written, 0 stale");
		assertThat(this.store.rows).containsOnlyKeys("a", "b");
		this.cache.put("c", 3);
		assertThat(this.store.value("c")).isEqualTo(3);
	}

	@Test
	void aCacheWhoseStoreHangsLeavesTheOthersTheirTimeAndIsNamed() throws Exception {
		this.hangingStore.before = (batch) -> this.go.await();
		this.hanging.put("x", 1);
		this.cache.put("a", 1);
		DrainResult result = drain(Duration.ofMillis(800), this.hanging, this.cache);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(this.store.rows).containsOnlyKeys("a");
		assertThat(caches(result)).anySatisfy((cache) -> assertThat(cache).containsEntry("name", "hanging")
			.containsEntry("remaining", 1L)
			.containsEntry("unknown", List.of("x")));
	}

	@Test
	void keysThatCouldNotBeWrittenAreNamedUpToABound() throws Exception {
		this.store.before = (batch) -> {
			throw new IllegalStateException("down");
		};
		for (int i = 0; i < 50; i++) {
			this.cache.put("k" + i + "x".repeat(1_000_000), i);
		}
		DrainResult result = drain(Duration.ofMillis(600), this.cache);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.FAILED);
		assertThat(caches(result)).singleElement().satisfies((cache) -> {
			assertThat(cache).containsEntry("remaining", 50L);
			assertThat((List<?>) cache.get("failed")).hasSize(21).last().isEqualTo("and 30 more");
			assertThat(cache.toString().length()).isLessThan(5000);
		});
	}

	@Test
	void aCacheThatHasNotSaidHowItWentIsNotCalledFlushed() throws Exception {
		FlushableCache broken = new UsersCache(() -> {
			throw new IllegalStateException("down");
		});
		assertThat(drain(Duration.ofSeconds(10), this.cache, broken).outcome()).isEqualTo(DrainOutcome.PARTIAL);
	}

	private record UsersCache(Supplier<FlushResult> flush) implements FlushableCache {

		@Override
		public String getName() {
			return "users";
		}

		@Override
		public long dirty() {
			return 0;
		}

		@Override
		public FlushResult flush(Duration timeout) {
			return this.flush.get();
		}

		@Override
		public void readOnly(boolean readOnly) {
		}

		@Override
		public boolean close(Duration timeout) {
			throw new IllegalStateException("Its owner closes it");
		}

	}

	@Test
	void withoutCachesThereIsNothingToDo() throws Exception {
		assertThat(drain(Duration.ofSeconds(1)).outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
	}

	@Test
	void cachesOfAManagerAreFlushedToo() throws Exception {
		SimpleCacheManager manager = new SimpleCacheManager();
		manager.setCaches(List.of(this.cache));
		manager.afterPropertiesSet();
		this.cache.put("a", 1);
		CacheRegistry registry = registry(Map.of("manager", manager, "cache", this.cache));
		assertThat(registry.caches()).containsExactly(this.cache);
		assertThat(new CachesStatus(registry).status()).isEqualTo(Map.of("dirty", 1L, "caches", Map.of("stock", 1L)));
		new CachesParticipant(registry, Duration.ofMillis(1500), new EvaluatedText(true))
			.drain(new StubDrainContext(Duration.ofSeconds(5)));
		assertThat(this.store.rows).containsOnlyKeys("a");
	}

	private static DrainResult drain(Duration time, FlushableCache... caches) throws Exception {
		Map<String, Object> beans = new java.util.LinkedHashMap<>();
		for (FlushableCache cache : caches) {
			beans.put(cache.getName(), cache);
		}
		return new CachesParticipant(registry(beans), Duration.ofMillis(1500), new EvaluatedText(true))
			.drain(new StubDrainContext(time));
	}

	private static CacheRegistry registry(Map<String, Object> beans) {
		DefaultListableBeanFactory factory = new DefaultListableBeanFactory();
		beans.forEach(factory::registerSingleton);
		return new CacheRegistry(factory);
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> caches(DrainResult result) {
		return (List<Map<String, Object>>) result.details().get("caches");
	}

}
