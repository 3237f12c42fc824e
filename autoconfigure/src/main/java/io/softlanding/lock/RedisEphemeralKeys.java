package io.softlanding.lock;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Removes keys in a pipeline of a few commands.
 */
final class RedisEphemeralKeys implements EphemeralKeys {

	private static final int BATCH = 500;

	private final RedisConnectionFactory connections;

	private final Set<String> keys = ConcurrentHashMap.newKeySet();

	private volatile boolean closed;

	RedisEphemeralKeys(RedisConnectionFactory connections) {
		this.connections = connections;
	}

	@Override
	public void register(String key) {
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

	int size() {
		return this.keys.size();
	}

	/**
	 * Removes what is noted; what has been removed is forgotten.
	 */
	void unlink() {
		List<String> names = List.copyOf(this.keys);
		try (RedisConnection connection = this.connections.getConnection()) {
			// Keys of a cluster are in many slots: the connection splits them itself.
			boolean pipelined = !(connection instanceof RedisClusterConnection);
			if (pipelined) {
				connection.openPipeline();
			}
			for (int from = 0; from < names.size(); from += BATCH) {
				connection.keyCommands()
					.unlink(names.subList(from, Math.min(names.size(), from + BATCH))
						.stream()
						.map((name) -> name.getBytes(StandardCharsets.UTF_8))
						.toArray(byte[][]::new));
			}
			if (pipelined) {
				connection.closePipeline();
			}
		}
		this.keys.removeAll(Set.copyOf(names));
	}

}
