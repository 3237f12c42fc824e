/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.softlanding.cache.WriteBehindSettings.Mode;
import io.softlanding.cache.WriteBehindSettings.WhenReadOnly;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.support.SimpleCacheManager;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A write-behind cache behind Spring's annotations, as other caches of Spring are.
 */
@Timeout(60)
class SpringCacheTests {

	private final LoadedStore store = new LoadedStore();

	private final WriteBehindCache<String, Integer> cache = CacheFixtures.cache(this.store, CacheFixtures.LATER);

	/** Runs something when an entry is loaded. */
	static final class LoadedStore implements VersionedStore<String, Integer> {

		final MemoryStore memory = new MemoryStore();

		final AtomicInteger loads = new AtomicInteger();

		/** Runs when the store has looked and not answered yet. */
		volatile MemoryStore.Before loaded = (key) -> {
		};

		@Override
		public @Nullable VersionedEntry<String, Integer> load(String key) {
			VersionedEntry<String, Integer> entry = this.memory.load(key);
			this.loads.incrementAndGet();
			try {
				this.loaded.batch(List.of(new VersionedEntry<>(key, null, 0)));
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			return entry;
		}

		@Override
		public List<WriteOutcome> write(List<VersionedEntry<String, Integer>> entries) {
			return this.memory.write(entries);
		}

	}

	private static <T> FutureTask<T> start(Callable<T> task) {
		FutureTask<T> future = new FutureTask<>(task);
		Thread thread = new Thread(future, "caller");
		thread.setDaemon(true);
		thread.start();
		return future;
	}

	/** What an application caches. */
	static class Stock {

		final AtomicInteger calls = new AtomicInteger();

		final CountDownLatch go = new CountDownLatch(1);

		public void go() {
			this.go.countDown();
		}

		public int calls() {
			return this.calls.get();
		}

		@Cacheable(cacheNames = "stock", sync = true)
		public int slow(String sku) throws InterruptedException {
			this.go.await();
			return this.calls.incrementAndGet();
		}

		@Cacheable("stock")
		public @Nullable Integer none(String sku) {
			this.calls.incrementAndGet();
			return null;
		}

		@Cacheable(cacheNames = "stock", sync = true)
		public @Nullable Integer noneOnce(String sku) {
			this.calls.incrementAndGet();
			return null;
		}

		@Cacheable("stock")
		public CompletableFuture<Integer> later(String sku) {
			return CompletableFuture.completedFuture(this.calls.incrementAndGet());
		}

		@Cacheable(cacheNames = "stock", sync = true)
		public CompletableFuture<Integer> laterOnce(String sku) {
			int call = this.calls.incrementAndGet();
			return CompletableFuture.supplyAsync(() -> {
				try {
					this.go.await();
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
				return call;
			});
		}

		@Cacheable("stock")
		public Mono<Integer> mono(String sku) {
			return Mono.fromCallable(this.calls::incrementAndGet);
		}

		@Cacheable(cacheNames = "stock", sync = true)
		public Mono<Integer> monoOnce(String sku) {
			return Mono.fromCallable(this.calls::incrementAndGet);
		}

		@Cacheable("stock")
		public Mono<Integer> empty(String sku) {
			this.calls.incrementAndGet();
			return Mono.empty();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class Caching {

		@Bean
		CacheManager cacheManager(Cache stock) {
			SimpleCacheManager manager = new SimpleCacheManager();
			manager.setCaches(List.of(stock));
			return manager;
		}

		@Bean
		Stock stockService() {
			return new Stock();
		}

	}

	private AnnotationConfigApplicationContext context() {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.registerBean("stock", Cache.class, () -> this.cache);
		context.register(Caching.class);
		context.refresh();
		return context;
	}

	@Test
	void ofManyCallersOneLoads() throws Exception {
		try (AnnotationConfigApplicationContext context = context()) {
			Stock stock = context.getBean(Stock.class);
			AtomicInteger asking = new AtomicInteger();
			List<FutureTask<Integer>> callers = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				callers.add(start(() -> {
					asking.incrementAndGet();
					return stock.slow("a");
				}));
			}
			Awaitility.await().until(() -> asking.get() == 20);
			stock.go();
			for (FutureTask<Integer> caller : callers) {
				assertThat(caller.get(20, TimeUnit.SECONDS)).isEqualTo(1);
			}
			assertThat(stock.calls()).isEqualTo(1);
		}
	}

	@Test
	void ofManyCallersOfAFutureOneLoads() throws Exception {
		try (AnnotationConfigApplicationContext context = context()) {
			Stock stock = context.getBean(Stock.class);
			List<CompletableFuture<Integer>> results = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				results.add(stock.laterOnce("a"));
			}
			stock.go();
			for (CompletableFuture<Integer> result : results) {
				assertThat(result.get(20, TimeUnit.SECONDS)).isEqualTo(1);
			}
			assertThat(stock.calls()).isEqualTo(1);
		}
	}

	@Test
	void futuresAndMonosAreCached() throws Exception {
		try (AnnotationConfigApplicationContext context = context()) {
			Stock stock = context.getBean(Stock.class);
			for (int i = 0; i < 2; i++) {
				assertThat(stock.later("a").get(20, TimeUnit.SECONDS)).isEqualTo(1);
				assertThat(stock.mono("b").block(Duration.ofSeconds(20))).isEqualTo(2);
				assertThat(stock.monoOnce("c").block(Duration.ofSeconds(20))).isEqualTo(3);
			}
			assertThat(this.cache.flush(Duration.ofSeconds(5)).written()).isEqualTo(3);
		}
	}

	@Test
	void thatThereIsNothingIsCached() {
		try (AnnotationConfigApplicationContext context = context()) {
			Stock stock = context.getBean(Stock.class);
			for (int i = 0; i < 2; i++) {
				assertThat(stock.none("a")).isNull();
				assertThat(stock.noneOnce("b")).isNull();
				assertThat(stock.empty("c").block(Duration.ofSeconds(20))).isNull();
			}
			assertThat(stock.calls()).isEqualTo(3);
			assertThat(this.cache.dirty()).as("in memory only").isZero();
			assertThat(this.store.memory.rows).isEmpty();
			this.cache.put("a", 5);
			assertThat(stock.none("a")).isEqualTo(5);
		}
	}

	@Test
	void nullTakesThePlaceOfAValue() throws Exception {
		this.cache.put("a", 1);
		this.cache.flush(Duration.ofSeconds(5));
		this.cache.put("a", null);
		this.cache.flush(Duration.ofSeconds(5));
		assertThat(this.store.memory.rows.get("a")).isEqualTo(new VersionedEntry<>("a", null, 2));
		this.cache.evict("a");
		assertThat(this.cache.get("a")).isNotNull().extracting(Cache.ValueWrapper::get).isNull();
		assertThat(this.cache.putIfAbsent("a", 3)).isNotNull();
		this.cache.put("a", 4);
		this.cache.flush(Duration.ofSeconds(5));
		assertThat(this.store.memory.rows.get("a")).isEqualTo(new VersionedEntry<>("a", 4, 3));
	}

	@Test
	void nullTakesThePlaceOfARowThatAnotherProgramHasMade() throws Exception {
		this.store.memory.rows.put("a", new VersionedEntry<>("a", 7, 0));
		this.cache.put("a", null);
		this.cache.flush(Duration.ofSeconds(5));
		assertThat(this.store.memory.rows).containsEntry("a", new VersionedEntry<>("a", null, 1));
	}

	@Test
	void aFailureIsThatOfAllWhoAskedAndOfNoneAfterwards() {
		assertThatExceptionOfType(Cache.ValueRetrievalException.class).isThrownBy(() -> this.cache.get("a", () -> {
			throw new IllegalStateException();
		}));
		assertThat(this.cache.get("a", () -> 1)).isEqualTo(1);
		assertThatThrownBy(() -> this.cache
			.retrieve("b", () -> CompletableFuture.<Integer>failedFuture(new IllegalStateException()))
			.get(20, TimeUnit.SECONDS)).hasRootCauseInstanceOf(IllegalStateException.class);
		assertThat(this.cache.retrieve("b", () -> CompletableFuture.completedFuture(2)).join()).isEqualTo(2);
		assertThatThrownBy(() -> this.cache.<Integer>retrieve("c", () -> {
			throw new IllegalStateException();
		}).get(20, TimeUnit.SECONDS)).hasRootCauseInstanceOf(IllegalStateException.class);
		assertThat(this.cache.get("c", () -> 3)).isEqualTo(3);
	}

	@Test
	void whoCancelsCancelsForNoOther() throws Exception {
		CompletableFuture<Integer> loading = new CompletableFuture<>();
		CompletableFuture<Integer> one = this.cache.retrieve("a", () -> loading);
		CompletableFuture<Integer> other = this.cache.retrieve("a", () -> loading);
		one.cancel(true);
		loading.complete(1);
		assertThat(other.get(20, TimeUnit.SECONDS)).isEqualTo(1);
	}

	@Test
	void aLoaderMayAskForItsOwnKey() {
		assertThat(this.cache.get("a", () -> this.cache.get("a", () -> 1))).isEqualTo(1);
	}

	/** Many, so that some are in one bin of any table. */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aSlowLoadBlocksNoOtherKey(boolean ofTheStore) throws Exception {
		CountDownLatch loading = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		this.store.loaded = (key) -> {
			if (ofTheStore && key.get(0).key().equals("slow")) {
				loading.countDown();
				go.await();
			}
		};
		FutureTask<@Nullable Integer> slow = start(() -> this.cache.get("slow", () -> {
			loading.countDown();
			go.await();
			return -1;
		}));
		assertThat(loading.await(20, TimeUnit.SECONDS)).isTrue();
		for (int i = 0; i < 1000; i++) {
			int value = i;
			assertThat(this.cache.get("k" + i, () -> value)).isEqualTo(value);
		}
		assertThat(slow.isDone()).isFalse();
		go.countDown();
		assertThat(slow.get(20, TimeUnit.SECONDS)).isEqualTo(-1);
	}

	/** Each waits in the store for the other. */
	@Test
	void writesThatGoThroughDoNotWaitForThoseOfOtherKeys() throws Exception {
		WriteBehindCache<String, Integer> through = CacheFixtures.cache(this.store,
				CacheFixtures.mode(Mode.WRITE_THROUGH, WhenReadOnly.REFUSE));
		CyclicBarrier together = new CyclicBarrier(3);
		this.store.memory.before = (batch) -> {
			try {
				together.await(20, TimeUnit.SECONDS);
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		};
		List<FutureTask<Boolean>> writers = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			int value = i;
			writers.add(start(() -> {
				through.put("k" + value, value);
				return true;
			}));
		}
		for (FutureTask<Boolean> writer : writers) {
			assertThat(writer.get(30, TimeUnit.SECONDS)).isTrue();
		}
		assertThat(this.store.memory.rows).hasSize(3);
	}

	@Test
	void aWriteThatGoesThroughDoesNotWaitForABatchOfOtherKeys() throws Exception {
		CountDownLatch inStore = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		this.store.memory.before = (batch) -> {
			if (batch.get(0).key().equals("a")) {
				inStore.countDown();
				go.await();
			}
		};
		this.cache.put("a", 1);
		FutureTask<FlushResult> flush = start(() -> this.cache.flush(Duration.ofSeconds(20)));
		assertThat(inStore.await(20, TimeUnit.SECONDS)).isTrue();
		this.cache.readOnly(true);
		this.cache.put("b", 2);
		assertThat(this.store.memory.value("b")).isEqualTo(2);
		go.countDown();
		assertThat(flush.get(20, TimeUnit.SECONDS).complete()).isTrue();
	}

	@Test
	void whatIsLoadedReplacesNothingThatWasWrittenOrDroppedMeanwhile() throws Exception {
		this.store.memory.overtake("a", 1, 1);
		CountDownLatch loading = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		this.store.loaded = (key) -> {
			loading.countDown();
			go.await();
		};
		FutureTask<@Nullable Integer> before = start(() -> this.cache.get("a", Integer.class));
		assertThat(loading.await(20, TimeUnit.SECONDS)).isTrue();
		this.store.loaded = (key) -> {
		};
		this.store.memory.overtake("a", 2, 2);
		this.cache.evict("a");
		assertThat(this.cache.get("a", Integer.class)).isEqualTo(2);
		this.cache.evict("a");
		go.countDown();
		assertThat(before.get(20, TimeUnit.SECONDS)).isEqualTo(1);
		assertThat(this.cache.get("a", Integer.class)).isEqualTo(2);
	}

}
