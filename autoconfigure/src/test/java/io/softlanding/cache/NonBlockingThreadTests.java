/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.softlanding.cache.WriteBehindSettings.Mode;
import io.softlanding.cache.WriteBehindSettings.WhenReadOnly;
import io.softlanding.text.EvaluatedText;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.scheduler.NonBlocking;

import org.springframework.cache.Cache;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Writes by threads that must not block: event loops, which are where the value of a
 * reactive method arrives.
 */
@Timeout(60)
class NonBlockingThreadTests {

	private static final Duration LONG = Duration.ofSeconds(20);

	private final SpringCacheTests.LoadedStore store = new SpringCacheTests.LoadedStore();

	/** The store answers no one before this. */
	private final CountDownLatch answers = new CountDownLatch(1);

	private static final class ReactorThread extends Thread implements NonBlocking {

		ReactorThread(Runnable task) {
			super(task, "reactor");
		}

	}

	enum Kind {

		REACTOR(ReactorThread::new), NETTY(new DefaultThreadFactory("netty", true));

		private final ThreadFactory threads;

		Kind(ThreadFactory threads) {
			this.threads = threads;
		}

		void run(Runnable task) throws Exception {
			FutureTask<Boolean> result = new FutureTask<>(task, true);
			this.threads.newThread(result).start();
			result.get(20, TimeUnit.SECONDS);
		}

	}

	private void storeHangs() {
		this.store.loaded = (key) -> this.answers.await();
		this.store.memory.before = (batch) -> this.answers.await();
	}

	@AfterEach
	void release() {
		this.answers.countDown();
	}

	@ParameterizedTest
	@CsvSource({ "REACTOR, WRITE_BEHIND, false", "NETTY, WRITE_BEHIND, false", "REACTOR, WRITE_THROUGH, false",
			"NETTY, WRITE_THROUGH, false", "REACTOR, WRITE_BEHIND, true" })
	void aWriteDoesNotWaitForTheStore(Kind kind, Mode mode, boolean readOnly) throws Exception {
		WriteBehindCache<String, Integer> cache = CacheFixtures.cache(this.store,
				CacheFixtures.mode(mode, WhenReadOnly.WRITE_THROUGH));
		this.store.memory.overtake("a", 7, 7);
		storeHangs();
		cache.readOnly(readOnly);
		kind.run(() -> {
			cache.put("a", 1);
			cache.put("a", 2);
		});
		assertThat(cache.get("a", Integer.class)).isEqualTo(2);
		assertThat(cache.dirty()).isEqualTo(1);
		this.answers.countDown();
		assertThat(cache.flush(LONG).written()).isEqualTo(1);
		assertThat(this.store.memory.rows).containsEntry("a", new VersionedEntry<>("a", 2, 8));
		cache.put("a", 3);
		cache.flush(LONG);
		assertThat(this.store.memory.rows).containsEntry("a", new VersionedEntry<>("a", 3, 9));
	}

	@Test
	void whatIsPutWhileItIsWrittenIsWrittenToo() throws Exception {
		WriteBehindCache<String, Integer> cache = CacheFixtures.cache(this.store, CacheFixtures.LATER);
		this.store.memory.overtake("a", 7, 7);
		Kind.NETTY.run(() -> cache.put("a", 1));
		CountDownLatch writing = new CountDownLatch(1);
		this.store.memory.before = (batch) -> {
			writing.countDown();
			this.answers.await();
		};
		FutureTask<FlushResult> flush = new FutureTask<>(() -> cache.flush(LONG));
		new Thread(flush).start();
		writing.await();
		Kind.NETTY.run(() -> cache.put("a", 2));
		this.answers.countDown();
		flush.get();
		cache.flush(LONG);
		assertThat(this.store.memory.rows).containsEntry("a", new VersionedEntry<>("a", 2, 9));
		assertThat(cache.dirty()).isZero();
	}

	@Test
	void whatAnotherThreadPutsInItsPlaceIsWrittenToo() throws Exception {
		WriteBehindCache<String, Integer> cache = CacheFixtures.cache(this.store, CacheFixtures.LATER);
		this.store.memory.overtake("a", 7, 7);
		Kind.NETTY.run(() -> cache.put("a", 1));
		cache.put("a", 2);
		assertThat(cache.putIfAbsent("a", 3)).isNotNull().extracting(Cache.ValueWrapper::get).isEqualTo(2);
		cache.readOnly(true);
		cache.put("a", 4);
		assertThat(cache.dirty()).isZero();
		assertThat(this.store.memory.value("a")).isEqualTo(4);
	}

	@Test
	void aStoreThatFailsIsTriedAgain() throws Exception {
		WriteBehindCache<String, Integer> cache = CacheFixtures.cache(this.store, CacheFixtures.LATER);
		this.store.memory.overtake("a", 7, 7);
		this.store.loaded = (key) -> {
			throw new IllegalStateException("down");
		};
		Kind.NETTY.run(() -> cache.put("a", 1));
		assertThat(cache.flush(Duration.ofMillis(200)).failed()).containsExactly("a");
		this.store.loaded = (key) -> {
		};
		assertThat(cache.flush(LONG).complete()).isTrue();
		assertThat(this.store.memory.rows).containsEntry("a", new VersionedEntry<>("a", 1, 8));
	}

	@Test
	void thatThereIsNothingIsNotStored() throws Exception {
		WriteBehindCache<String, Integer> cache = CacheFixtures.cache(this.store, CacheFixtures.LATER);
		this.store.memory.overtake("there", 1, 1);
		Kind.REACTOR.run(() -> {
			cache.put("none", null);
			cache.put("there", null);
		});
		assertThat(cache.get("none")).isNotNull();
		assertThat(cache.flush(LONG).complete()).isTrue();
		assertThat(cache.dirty()).isZero();
		assertThat(this.store.memory.rows)
			.containsExactlyEntriesOf(java.util.Map.of("there", new VersionedEntry<>("there", null, 2)));
		assertThat(cache.get("none")).isNotNull();
	}

	@Test
	void whatIsPutWhileTheCacheIsFlushedForTheLastTimeIsWrittenToo() throws Exception {
		WriteBehindCache<String, Integer> cache = CacheFixtures.cache(this.store, CacheFixtures.LATER);
		cache.put("a", 1);
		CountDownLatch put = new CountDownLatch(1);
		this.store.memory.before = (batch) -> {
			if (put.getCount() > 0) {
				put.countDown();
				Thread late = Kind.NETTY.threads.newThread(() -> cache.put("b", 2));
				late.start();
				late.join();
			}
		};
		cache.destroy();
		assertThat(this.store.memory.value("a")).isEqualTo(1);
		assertThat(this.store.memory.value("b")).isEqualTo(2);
	}

	@Test
	void aStoreThatIsDownIsNotAskedForEachOfThem() {
		DirtyEntries<String, Integer> dirty = new DirtyEntries<>();
		for (int i = 0; i < 100; i++) {
			dirty.add("k" + i, i, (key) -> DirtyEntries.UNKNOWN);
		}
		StoreWriter<String, Integer> writer = new StoreWriter<>("stock", this.store, dirty, (written) -> {
		}, (key) -> {
		}, System::nanoTime, (outcome) -> {
		}, new EvaluatedText(true));
		this.store.loaded = (key) -> {
			throw new IllegalStateException("down");
		};
		assertThat(writer.write(100, (each) -> true)).isTrue();
		assertThat(this.store.loads).hasValue(3);
		assertThat(dirty.keys(false)).hasSize(100);
		this.store.loaded = (key) -> {
		};
		assertThat(writer.write(100, (each) -> true)).isTrue();
		assertThat(this.store.memory.rows).hasSize(100);
	}

	@Test
	void itIsWrittenWithoutAFlush() throws Exception {
		WriteBehindCache<String, Integer> cache = CacheFixtures.cache(this.store, CacheFixtures.soon());
		Kind.NETTY.run(() -> cache.put("a", 1));
		Awaitility.await().until(() -> cache.dirty() == 0);
		assertThat(this.store.memory.value("a")).isEqualTo(1);
	}

}
