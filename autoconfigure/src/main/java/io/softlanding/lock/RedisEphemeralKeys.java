package io.softlanding.lock;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.util.function.SingletonSupplier;

/**
 * Removes keys in a pipeline of a few commands.
 */
final class RedisEphemeralKeys implements EphemeralKeys {

	private static final int BATCH = 500;

	private final SingletonSupplier<RedisConnectionFactory> connections;

	private final Set<String> keys = ConcurrentHashMap.newKeySet();

	private volatile boolean closed;

	/**
	 * Creates what has no key yet.
	 * @param connections asked when the first key is registered
	 */
	RedisEphemeralKeys(Supplier<RedisConnectionFactory> connections) {
		this.connections = SingletonSupplier.of(connections);
	}

	@Override
	public void register(String key) {
		this.connections.obtain();
		this.keys.add(key);
		// After it was noted: whoever closes looks at the keys after it has closed.
		if (this.closed) {
			this.keys.remove(key);
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

	int size() {
		return this.keys.size();
	}

	/**
	 * Removes what is noted; what has been removed is forgotten.
	 */
	void unlink() {
		List<String> names = List.copyOf(this.keys);
		try (RedisConnection connection = this.connections.obtain().getConnection()) {
			if (connection instanceof RedisClusterConnection) {
				// Keys of a cluster are in many slots: the connection splits them itself.
				unlinkEach(connection, names);
			}
			else {
				connection.openPipeline();
				batches(names).forEach((batch) -> unlink(connection, batch));
				connection.closePipeline();
				this.keys.removeAll(Set.copyOf(names));
			}
		}
	}

	/** One batch that fails does not keep the others. */
	private void unlinkEach(RedisConnection connection, List<String> names) {
		RuntimeException failure = null;
		for (List<String> batch : batches(names)) {
			try {
				unlink(connection, batch);
				this.keys.removeAll(Set.copyOf(batch));
			}
			catch (RuntimeException ex) {
				failure = ex;
			}
		}
		if (failure != null) {
			throw failure;
		}
	}

	private static List<List<String>> batches(List<String> names) {
		return IntStream.iterate(0, (from) -> from < names.size(), (from) -> from + BATCH)
			.mapToObj((from) -> names.subList(from, Math.min(names.size(), from + BATCH)))
			.toList();
	}

	private static void unlink(RedisConnection connection, List<String> names) {
		connection.keyCommands()
			.unlink(names.stream().map((name) -> name.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new));
	}

}
