/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.softlanding.cache.WriteBehindSettings.Mode;
import io.softlanding.cache.WriteBehindSettings.WhenReadOnly;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.cache.Cache.ValueRetrievalException;
import org.springframework.dao.QueryTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Loads that fail, hang or load something themselves while other threads wait for them.
 */
@Timeout(60)
class SharedLoadTests {

	private static final WriteBehindSettings PATIENT = new WriteBehindSettings(Mode.WRITE_BEHIND, Duration.ofHours(1),
			100, 1000, 1000, Duration.ofHours(1), WhenReadOnly.WRITE_THROUGH);

	private final SpringCacheTests.LoadedStore store = new SpringCacheTests.LoadedStore();

	private final WriteBehindCache<String, Integer> cache = CacheFixtures.cache(this.store, PATIENT);

	private final CountDownLatch loading = new CountDownLatch(1);

	private final CountDownLatch go = new CountDownLatch(1);

	private record Caller<T>(Thread thread, FutureTask<T> result) {

		@Nullable T get() throws Exception {
			return this.result.get(20, TimeUnit.SECONDS);
		}

		Caller<T> waiting() {
			Awaitility.await()
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(1))
				.until(() -> this.thread.getState() == Thread.State.WAITING
						|| this.thread.getState() == Thread.State.TIMED_WAITING);
			return this;
		}

	}

	private static <T> Caller<T> start(Callable<T> task) {
		FutureTask<T> result = new FutureTask<>(task);
		Thread thread = new Thread(result, "caller");
		thread.setDaemon(true);
		thread.start();
		return new Caller<>(thread, result);
	}

	private int failing() throws InterruptedException {
		this.loading.countDown();
		this.go.await();
		throw new IllegalStateException("load");
	}

	@Test
	void aFailedLoadIsThatOfItsOwnCaller() throws Exception {
		Caller<Integer> first = start(() -> this.cache.get("a", this::failing));
		this.loading.await();
		AtomicInteger calls = new AtomicInteger();
		List<Caller<Integer>> others = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			others.add(start(() -> this.cache.get("a", calls::incrementAndGet)));
		}
		others.forEach(Caller::waiting);
		this.go.countDown();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(first::get)
			.withCauseInstanceOf(ValueRetrievalException.class)
			.withRootCauseInstanceOf(IllegalStateException.class);
		for (Caller<Integer> other : others) {
			assertThat(other.get()).isEqualTo(1);
		}
		assertThat(calls).hasValue(1);
	}

	@Test
	void eachCallerOfALoadThatAlwaysFailsGetsAFailureOfItsOwn() throws Exception {
		AtomicInteger calls = new AtomicInteger();
		List<Caller<Integer>> callers = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			callers.add(start(() -> this.cache.get("a", () -> {
				calls.incrementAndGet();
				return failing();
			})));
		}
		this.loading.await();
		callers.forEach(Caller::waiting);
		this.go.countDown();
		for (Caller<Integer> caller : callers) {
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(caller::get)
				.withCauseInstanceOf(ValueRetrievalException.class);
		}
		assertThat(calls).hasValue(20);
		assertThat(this.cache.get("a", () -> 1)).isEqualTo(1);
	}

	@Test
	void aFailedFutureIsThatOfItsOwnCaller() throws Exception {
		CompletableFuture<Integer> failed = new CompletableFuture<>();
		CompletableFuture<Integer> first = this.cache.retrieve("a", () -> failed);
		CompletableFuture<Integer> second = this.cache.retrieve("a", () -> CompletableFuture.completedFuture(2));
		Caller<Integer> third = start(() -> this.cache.get("a", () -> 3)).waiting();
		failed.completeExceptionally(new CancellationException());
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> first.get(20, TimeUnit.SECONDS));
		assertThat(second.get(20, TimeUnit.SECONDS)).isEqualTo(third.get()).isIn(2, 3);
	}

	@Test
	void aFailedReadOfTheStoreIsThatOfItsOwnCaller() throws Exception {
		this.store.memory.rows.put("a", new VersionedEntry<>("a", 7, 1));
		this.store.loaded = (key) -> {
			this.store.loaded = (any) -> {
			};
			this.loading.countDown();
			this.go.await();
			throw new QueryTimeoutException("store");
		};
		Caller<Integer> first = start(() -> this.cache.get("a", Integer.class));
		this.loading.await();
		Caller<Integer> second = start(() -> this.cache.get("a", Integer.class)).waiting();
		this.go.countDown();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(first::get)
			.withCauseInstanceOf(QueryTimeoutException.class);
		assertThat(second.get()).isEqualTo(7);
	}

	@Test
	void anInterruptEndsTheWaitForALoad() throws Exception {
		start(() -> this.cache.get("a", this::failing));
		this.loading.await();
		Caller<Boolean> second = start(() -> {
			assertThatExceptionOfType(ValueRetrievalException.class).isThrownBy(() -> this.cache.get("a", () -> 2))
				.withCauseInstanceOf(InterruptedException.class);
			return Thread.currentThread().isInterrupted();
		}).waiting();
		second.thread().interrupt();
		assertThat(second.get()).isTrue();
		this.go.countDown();
	}

	@Test
	void anInterruptEndsTheWaitForAReadOfTheStore() throws Exception {
		this.store.loaded = (key) -> {
			this.loading.countDown();
			this.go.await();
		};
		start(() -> this.cache.get("a"));
		this.loading.await();
		Caller<Boolean> second = start(() -> {
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> this.cache.get("a"))
				.withCauseInstanceOf(InterruptedException.class);
			return Thread.currentThread().isInterrupted();
		}).waiting();
		second.thread().interrupt();
		assertThat(second.get()).isTrue();
		this.go.countDown();
	}

	@Test
	void aLoaderMayLoadAKeyWhoseLoaderNeedsTheFirst() {
		assertThat(this.cache.get("a", () -> this.cache.get("b", () -> this.cache.get("a", () -> 1)))).isEqualTo(1);
	}

	/** Each loads what the other is loading. */
	@Test
	void loadersDoNotWaitForEachOther() throws Exception {
		CountDownLatch both = new CountDownLatch(2);
		Caller<Integer> one = start(() -> this.cache.get("a", () -> {
			both.countDown();
			both.await();
			return this.cache.get("b", () -> 1);
		}));
		Caller<Integer> other = start(() -> this.cache.get("b", () -> {
			both.countDown();
			both.await();
			return this.cache.get("a", () -> 1);
		}));
		assertThat(one.get()).isEqualTo(1);
		assertThat(other.get()).isEqualTo(1);
	}

	@Test
	void anErrorOfALoaderIsThrownAsItIs() {
		assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> this.cache.get("a", () -> {
			throw new StackOverflowError();
		}));
		assertThat(this.cache.get("a", () -> 1)).isEqualTo(1);
	}

	/** It has not written anything: the end neither waits for it nor reports it. */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aLoadThatHangsDelaysNoEnd(boolean ofTheStore) throws Exception {
		this.store.loaded = (key) -> {
			if (ofTheStore) {
				this.loading.countDown();
				this.go.await();
			}
		};
		start(() -> this.cache.get("a", this::failing));
		this.loading.await();
		assertThat(this.cache.inUse()).isFalse();
		this.cache.destroy();
		assertThat(this.go.getCount()).isOne();
		this.go.countDown();
	}

	@Test
	void aLoadThatFindsNoThreadFailsAndDoesNotKeepItsKey() throws Exception {
		AtomicBoolean exhausted = new AtomicBoolean(true);
		ValueLoads loads = new ValueLoads(this.cache, (task) -> {
			if (exhausted.get()) {
				throw new InternalError("no thread");
			}
			task.run();
		});
		CompletableFuture<Integer> first = loads.retrieve("a", () -> CompletableFuture.completedFuture(1));
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> first.get(20, TimeUnit.SECONDS))
			.withCauseInstanceOf(InternalError.class);
		exhausted.set(false);
		CompletableFuture<Integer> second = loads.retrieve("a", () -> CompletableFuture.completedFuture(2));
		assertThat(second.get(20, TimeUnit.SECONDS)).isEqualTo(2);
	}

	@Test
	void aValueThatWasLoadedWhileTheCacheWasClosedIsReturned() throws Exception {
		assertThat(this.cache.get("a", () -> {
			this.cache.destroy();
			return 1;
		})).isEqualTo(1);
		assertThat(this.store.memory.rows).isEmpty();
	}

}
