/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What becomes of writes when the store has them and cannot say so.
 */
@Timeout(30)
class LostAnswerTests {

	private static final Duration LONG = Duration.ofSeconds(20);

	private final MemoryStore store = new MemoryStore();

	private final WriteBehindCache<String, Integer> cache = CacheFixtures.cache(this.store, CacheFixtures.LATER);

	@Test
	void aWriteThatWasTriedAgainAfterItsAnswerWasLostIsASuccess() throws Exception {
		AtomicInteger lost = new AtomicInteger();
		this.store.before = (batch) -> {
			if (lost.getAndIncrement() == 0) {
				batch.forEach((entry) -> this.store.rows.put(entry.key(), entry));
				throw new IllegalStateException("connection reset");
			}
		};
		this.cache.put("a", 1);
		assertThat(this.cache.flush(LONG).complete()).isTrue();
		assertThat(this.store.value("a")).isEqualTo(1);
	}

	@Test
	void aWriteAfterOneWhoseAnswerWasLostIsStoredToo() throws Exception {
		this.store.before = (batch) -> {
			batch.forEach((entry) -> this.store.rows.put(entry.key(), entry));
			throw new IllegalStateException("connection reset");
		};
		this.cache.put("a", 1);
		this.cache.flush(Duration.ofMillis(50));
		assertThat(this.cache.dirty()).isEqualTo(1);
		this.store.before = (batch) -> {
		};
		this.cache.put("a", 2);
		assertThat(this.cache.flush(LONG).complete()).isTrue();
		assertThat(this.store.value("a")).isEqualTo(2);
	}

	/** The caller was told that it is not stored, though it is. */
	@Test
	void aWriteThatWasRefusedDoesNotOutliveTheAcknowledgedOne() throws Exception {
		this.cache.put("a", 1);
		this.cache.readOnly(true);
		this.store.before = (batch) -> {
			batch.forEach((entry) -> this.store.rows.put(entry.key(), entry));
			throw new IllegalStateException("connection reset");
		};
		assertThatExceptionOfType(CacheWriteException.class).isThrownBy(() -> this.cache.put("a", 2));
		this.store.before = (batch) -> {
		};
		assertThat(this.cache.flush(LONG).complete()).isTrue();
		assertThat(this.store.value("a")).isEqualTo(1);
		assertThat(this.cache.get("a", Integer.class)).isEqualTo(1);
	}

	@Test
	void aWriteAfterOneThatWasRefusedIsStored() throws Exception {
		this.cache.put("a", 1);
		assertThat(this.cache.flush(LONG).complete()).isTrue();
		loseTheAnswerTo(2, () -> {
		});
		this.cache.put("a", 3);
		assertThat(this.cache.flush(LONG).complete()).isTrue();
		assertThat(this.store.value("a")).isEqualTo(3);
	}

	@Test
	void aWriteDuringOneThatIsRefusedIsStored() throws Exception {
		this.cache.put("a", 1);
		assertThat(this.cache.flush(LONG).complete()).isTrue();
		loseTheAnswerTo(2, () -> this.cache.put("a", 3));
		assertThat(this.cache.flush(LONG).complete()).isTrue();
		assertThat(this.store.value("a")).isEqualTo(3);
	}

	/** Written through, stored, and not known to be. */
	private void loseTheAnswerTo(int value, Runnable meanwhile) {
		this.store.before = (batch) -> {
			this.store.before = (any) -> {
			};
			batch.forEach((entry) -> this.store.rows.put(entry.key(), entry));
			this.cache.readOnly(false);
			meanwhile.run();
			throw new IllegalStateException("connection reset");
		};
		this.cache.readOnly(true);
		assertThatExceptionOfType(CacheWriteException.class).isThrownBy(() -> this.cache.put("a", value));
	}

}
