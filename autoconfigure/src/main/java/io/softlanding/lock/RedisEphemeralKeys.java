/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.softlanding.drain.DrainPass;
import io.softlanding.drain.RefusalCounter;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.util.function.SingletonSupplier;

/** Removes keys in batches. */
final class RedisEphemeralKeys implements EphemeralKeys {

	private static final int BATCH = 500;

	private final SingletonSupplier<RedisConnectionFactory> connections;

	private final Set<String> keys = ConcurrentHashMap.newKeySet();

	private final AtomicInteger removed = new AtomicInteger();

	private final RefusalCounter refusals = new RefusalCounter();

	private volatile boolean used;

	private volatile boolean closed;

	/** Creates what has no key yet. */
	RedisEphemeralKeys(Supplier<RedisConnectionFactory> connections) {
		this.connections = SingletonSupplier.of(connections);
	}

	@Override
	public void register(String key) {
		this.connections.obtain();
		this.used = true;
		this.keys.add(key);
		// After it was noted: keys are removed after this was closed.
		if (this.closed) {
			this.keys.remove(key);
			this.refusals.add("ephemeral key");
			throw new LeaseRefusedException(key);
		}
	}

	@Override
	public void forget(String key) {
		this.keys.remove(key);
	}

	void close() {
		this.closed = true;
	}

	boolean closed() {
		return this.closed;
	}

	/** Whether a look of the drain is the last at which keys can be removed. */
	boolean isLast(DrainPass pass) {
		return this.used ? RedisLeaseStore.isLast(pass, this.connections.obtain()) : pass != DrainPass.FIRST;
	}

	RefusalCounter refusals() {
		return this.refusals;
	}

	/** How many were removed so far. */
	int removed() {
		return this.removed.get();
	}

	int size() {
		return this.keys.size();
	}

	/** Removes what is noted. A batch that fails does not keep the others. */
	void unlink() {
		List<String> names = List.copyOf(this.keys);
		RuntimeException failure = null;
		try (RedisConnection connection = this.connections.obtain().getConnection()) {
			for (int from = 0; from < names.size(); from += BATCH) {
				List<String> batch = names.subList(from, Math.min(names.size(), from + BATCH));
				try {
					// In a cluster, the connection splits them by their slots.
					connection.keyCommands()
						.unlink(batch.stream()
							.map((name) -> name.getBytes(StandardCharsets.UTF_8))
							.toArray(byte[][]::new));
					batch.forEach((name) -> this.removed.addAndGet(this.keys.remove(name) ? 1 : 0));
				}
				catch (RuntimeException ex) {
					failure = ex;
				}
			}
		}
		if (failure != null) {
			throw failure;
		}
	}

}
