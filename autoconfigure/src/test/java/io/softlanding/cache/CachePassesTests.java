/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;

import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainPass;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StubDrainContext;
import io.softlanding.text.EvaluatedText;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a cache accepts between the passes of a drain.
 */
@Timeout(60)
class CachePassesTests {

	private static final Duration PLENTY = Duration.ofSeconds(20);

	private static final Duration SHARE = Duration.ofMillis(1500);

	private final MemoryStore store = new MemoryStore();

	private final CacheRegistry registry = new CacheRegistry(new DefaultListableBeanFactory());

	private final CachesParticipant participant = new CachesParticipant(this.registry, SHARE, new EvaluatedText(true));

	private final WriteBehindCache<String, Integer> cache = cache(CacheFixtures.LATER);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FlushableCacheAutoConfiguration.class))
		.withPropertyValues("softlanding.cache.write-behind.flush-delay=1h");

	@Configuration(proxyBeanMethods = false)
	static class Stock {

		@Bean
		MemoryStore store() {
			return new MemoryStore();
		}

		@Bean
		WriteBehindCache<String, Integer> stock(WriteBehindCaches caches, MemoryStore store) {
			return caches.create("stock", store);
		}

	}

	@Test
	void aPutBetweenTheFirstLookAndTheDestructionIsWrittenAtOnce() {
		this.runner.withUserConfiguration(Stock.class).run((context) -> {
			CachesParticipant participant = context.getBean(CachesParticipant.class);
			WriteBehindCache<String, Integer> cache = context.getBean(WriteBehindCache.class);
			MemoryStore store = context.getBean(MemoryStore.class);
			cache.put("a", 1);
			for (DrainPass pass : DrainPass.values()) {
				participant.drain(new StubDrainContext(PLENTY).pass(pass));
				cache.put(pass.name(), 2);
				assertThat(store.rows).containsKeys("a", pass.name());
			}
		});
	}

	@Test
	void aCacheThatIsNoBeanIsFlushed() {
		this.runner.run((context) -> {
			MemoryStore store = new MemoryStore();
			WriteBehindCache<String, Integer> cache = context.getBean(WriteBehindCaches.class).create("made", store);
			cache.put("a", 1);
			DrainResult result = context.getBean(CachesParticipant.class).drain(new StubDrainContext(PLENTY));
			assertThat(result.summary()).isEqualTo("1 written, 0 stale");
			assertThat(store.rows).containsKey("a");
		});
	}

	@Test
	void aCacheThatIsNoBeanIsFlushedWithoutADrain() {
		MemoryStore store = new MemoryStore();
		this.runner.run((context) -> {
			WriteBehindCache<String, Integer> cache = context.getBean(WriteBehindCaches.class).create("made", store);
			cache.put("a", 1);
		});
		assertThat(store.rows).containsKey("a");
	}

	@Test
	void aPutFromAnotherThreadWhileTheBeanIsDestroyedIsWritten() throws Exception {
		CountDownLatch flushing = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		this.store.before = (batch) -> {
			flushing.countDown();
			go.await();
		};
		this.cache.put("a", 1);
		FutureTask<Object> destroyed = inBackground(() -> {
			this.cache.destroy();
			return true;
		});
		flushing.await();
		FutureTask<Object> put = inBackground(() -> {
			this.cache.put("b", 2);
			return true;
		});
		Awaitility.await().until(this.cache::inUse);
		go.countDown();
		put.get();
		destroyed.get();
		assertThat(this.store.rows).containsOnlyKeys("a", "b");
		assertThatExceptionOfType(CacheClosedException.class).isThrownBy(() -> this.cache.put("c", 3));
	}

	@Test
	void theLastLookAndTheConclusionDoNotWaitForAFirstOneThatHangs() throws Exception {
		CountDownLatch hanging = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		this.store.before = (batch) -> {
			hanging.countDown();
			go.await();
		};
		this.cache.put("a", 1);
		FutureTask<DrainResult> first = inBackground(() -> drain(DrainPass.FIRST, Duration.ofHours(1)));
		hanging.await();
		DrainResult last = drain(DrainPass.LAST, Duration.ofMillis(500));
		assertThat(last.outcome()).isEqualTo(DrainOutcome.FAILED);
		assertThat(described(last)).containsEntry("remaining", 1L).containsEntry("unknown", List.of("a"));
		assertThat(this.participant.conclude().outcome()).isEqualTo(DrainOutcome.FAILED);
		// It waits only while the store takes something.
		first.get();
		go.countDown();
		Awaitility.await().until(() -> this.cache.dirty() == 0);
		DrainResult end = this.participant.conclude();
		assertThat(end.outcome()).isEqualTo(DrainOutcome.COMPLETED);
		assertThat(end.summary()).isEqualTo("1 written, 0 stale");
	}

	@Test
	void theConclusionCountsWhatWasWrittenAfterTheLooksAndNamesWhatWasRefused() throws Exception {
		this.cache.put("a", 1);
		drain(DrainPass.FIRST, PLENTY);
		this.cache.put("b", 2);
		drain(DrainPass.BEFORE_STOP, PLENTY);
		this.cache.put("secret", 3);
		this.cache.destroy();
		for (int i = 0; i < 50; i++) {
			assertThatExceptionOfType(CacheClosedException.class).isThrownBy(() -> this.cache.put("late", 4));
		}
		DrainResult result = this.participant.conclude();
		assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(result.summary()).isEqualTo("3 written, 0 stale, 50 refused");
		assertThat((List<?>) result.details().get("refused")).hasSize(20)
			.first()
			.isEqualTo(Map.of("name", "stock", "thread", Thread.currentThread().getName()));
		assertThat(result.details().toString()).doesNotContain("late", "secret");
	}

	@Test
	void whatTheUserHasRefusedIsNamedToo() throws Exception {
		WriteBehindCache<String, Integer> refusing = cache(
				CacheFixtures.mode(WriteBehindSettings.Mode.WRITE_BEHIND, WriteBehindSettings.WhenReadOnly.REFUSE));
		this.registry.readOnly(true);
		assertThatExceptionOfType(CacheWriteException.class).isThrownBy(() -> refusing.put("a", 1));
		drain(DrainPass.FIRST, PLENTY);
		assertThatExceptionOfType(CacheWriteException.class).isThrownBy(() -> refusing.put("a", 1));
		assertThat(this.participant.conclude().summary()).isEqualTo("0 written, 0 stale, 1 refused");
	}

	@Test
	void afterTheFirstLookNothingMakesACacheAcknowledgeFromMemory() throws Exception {
		drain(DrainPass.FIRST, PLENTY);
		WriteBehindCache<String, Integer> later = cache(CacheFixtures.LATER);
		this.registry.readOnly(false);
		this.cache.put("a", 1);
		later.put("b", 1);
		assertThat(this.store.rows).containsOnlyKeys("a", "b");
	}

	@Test
	void withoutAnyTimeAnAttemptIsMade() throws Exception {
		this.cache.put("a", 1);
		drain(DrainPass.LAST, Duration.ZERO);
		Awaitility.await().until(() -> this.cache.dirty() == 0);
		assertThat(this.participant.conclude().summary()).isEqualTo("1 written, 0 stale");
	}

	@Test
	void aPutThatADeadStoreDoesNotTakeIsNotAcknowledged() throws Exception {
		drain(DrainPass.BEFORE_STOP, PLENTY);
		this.store.before = (batch) -> {
			throw new IllegalStateException("has been STOPPED");
		};
		assertThatExceptionOfType(CacheWriteException.class).isThrownBy(() -> this.cache.put("a", 1));
		assertThatExceptionOfType(CacheWriteException.class).isThrownBy(() -> this.cache.putIfAbsent("b", 1));
		assertThat(this.cache.get("a")).isNull();
		this.cache.destroy();
		assertThat(this.participant.conclude().outcome()).isEqualTo(DrainOutcome.COMPLETED);
	}

	@Test
	void aStoreThatIsDownAtTheFirstLookHasUntilTheDestruction() throws Exception {
		this.store.before = (batch) -> {
			throw new IllegalStateException("down");
		};
		this.cache.put("a", 1);
		// It does not use up what others need: nothing is written.
		assertThat(drain(DrainPass.FIRST, Duration.ofHours(1)).outcome()).isEqualTo(DrainOutcome.FAILED);
		this.store.before = (batch) -> {
		};
		this.cache.destroy();
		assertThat(this.store.value("a")).isEqualTo(1);
		assertThat(this.participant.conclude().summary()).isEqualTo("1 written, 0 stale");
	}

	@Test
	void aReadThatHasNotReturnedInTheEndIsSaid() throws Exception {
		CountDownLatch go = new CountDownLatch(1);
		drain(DrainPass.BEFORE_STOP, PLENTY);
		this.store.before = (batch) -> go.await();
		FutureTask<Object> put = inBackground(() -> {
			this.cache.put("a", 1);
			return true;
		});
		Awaitility.await().until(this.cache::inUse);
		assertThat(this.participant.conclude().outcome()).isEqualTo(DrainOutcome.PARTIAL);
		go.countDown();
		put.get();
		assertThat(this.participant.conclude().outcome()).isEqualTo(DrainOutcome.COMPLETED);
	}

	@Test
	void whatCouldNotBeFlushedIsUnsaved() throws Exception {
		this.cache.put("a", 1);
		assertThat(this.participant.unsaved()).as("no drain has tried").isEmpty();
		this.store.before = (batch) -> {
			throw new IllegalStateException("down");
		};
		drain(DrainPass.FIRST, Duration.ofSeconds(1));
		assertThat(this.participant.unsaved()).containsExactly("stock");
		this.store.before = (batch) -> {
		};
		drain(DrainPass.LAST, PLENTY);
		assertThat(this.participant.unsaved()).isEmpty();
	}

	@Test
	void keysAreHiddenUnlessTheyMayBeShown() throws Exception {
		CachesParticipant hiding = new CachesParticipant(this.registry, SHARE, new EvaluatedText(false));
		this.store.before = (batch) -> {
			throw new IllegalStateException("down");
		};
		this.cache.put("alice@example.com", 1);
		DrainResult result = hiding.drain(new StubDrainContext(Duration.ofSeconds(1)).pass(DrainPass.FIRST));
		assertThat(result.toString()).doesNotContain("alice").contains("failed=[******]");
		assertThat(drain(DrainPass.FIRST, Duration.ofSeconds(1)).toString()).contains("failed=[alice@example.com]");
		this.store.before = (batch) -> {
		};
		drain(DrainPass.LAST, PLENTY);
	}

	@Test
	void whatIsNeededDependsOnWhatIsDirty() throws Exception {
		assertThat(this.participant.needs()).isZero();
		this.cache.put("a", 1);
		assertThat(this.participant.needs()).as("nothing is known").isEqualTo(SHARE.plusMillis(100));
		drain(DrainPass.FIRST, PLENTY);
		assertThat(this.participant.needs()).isZero();
		FlushRate rate = new FlushRate("stock", SHARE, System::nanoTime);
		rate.batch(100, 1_000_000_000, 0);
		assertThat(rate.needs(0)).isZero();
		assertThat(rate.needs(1000)).isEqualTo(Duration.ofSeconds(10));
		assertThat(rate.needs(1_000_000)).isEqualTo(Duration.ofMinutes(1));
	}

	@Test
	void cachesThatWereDroppedOrClosedAreForgottenAndWhatIsDirtyIsNot() {
		this.runner.run((context) -> {
			MemoryStore store = new MemoryStore();
			WriteBehindCaches caches = context.getBean(WriteBehindCaches.class);
			CacheRegistry registry = context.getBean(CacheRegistry.class);
			for (int i = 0; i < 50; i++) {
				WriteBehindCache<String, Integer> closed = caches.create("closed" + i, store);
				closed.put("closed" + i, 1);
				closed.destroy();
				assertThat(registry.known()).doesNotContain(closed);
				caches.create("dropped" + i, store).get("nothing");
				caches.<String, Integer>create("dirty" + i, store).put("dirty" + i, 1);
			}
			Awaitility.await().until(() -> {
				System.gc();
				return registry.known().size() == 50;
			});
			assertThat(context.getBean(CachesParticipant.class).drain(new StubDrainContext(PLENTY)).summary())
				.isEqualTo("50 written, 0 stale");
			assertThat(store.rows).hasSize(100);
		});
	}

	@Test
	void aParentThatHasItsOwnKeepsItsCachesWhenAChildEnds() {
		this.runner.withUserConfiguration(Stock.class).run((parent) -> this.runner.withParent(parent).run((child) -> {
			parent.getBean("stock", WriteBehindCache.class).put("a", 1);
			assertThat(child.getBean("softlandingCachesParticipant", CachesParticipant.class)
				.drain(new StubDrainContext(PLENTY))
				.outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
			assertThat(parent.getBean(WriteBehindCache.class).dirty()).isEqualTo(1);
		}));
	}

	private WriteBehindCache<String, Integer> cache(WriteBehindSettings settings) {
		WriteBehindCache<String, Integer> cache = new WriteBehindCache<>("stock", this.store, settings, SHARE,
				System::nanoTime, (outcome) -> {
				}, new EvaluatedText(true));
		this.registry.made(cache);
		return cache;
	}

	private DrainResult drain(DrainPass pass, Duration time) throws InterruptedException {
		return this.participant.drain(new StubDrainContext(time).pass(pass));
	}

	private static <T> FutureTask<T> inBackground(Callable<T> task) {
		FutureTask<T> future = new FutureTask<>(task);
		new Thread(future).start();
		return future;
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> described(DrainResult result) {
		return ((List<Map<String, Object>>) result.details().get("caches")).get(0);
	}

}
