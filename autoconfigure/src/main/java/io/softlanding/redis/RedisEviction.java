/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.redis;

import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.softlanding.process.DrainThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Warns once if a Redis server may remove the keys of features before they expire. All
 * these keys have a time to live, so only one policy keeps them.
 */
public final class RedisEviction {

	private static final Logger logger = LoggerFactory.getLogger(RedisEviction.class);

	private static final String KEEPS = "noeviction";

	private final Set<RedisConnectionFactory> checked = ConcurrentHashMap.newKeySet();

	/**
	 * Asks the server, on a thread of its own. An answer that it refuses is unknown.
	 * @param connections connections to the server
	 */
	public void check(RedisConnectionFactory connections) {
		if (this.checked.add(connections)) {
			DrainThread.startOrRun("redis-eviction", () -> look(connections));
		}
	}

	private static void look(RedisConnectionFactory connections) {
		try (RedisConnection connection = connections.getConnection()) {
			// Not CONFIG, which is often forbidden. In a cluster, names begin with the
			// node.
			Properties info = connection.serverCommands().info("memory");
			for (String name : (info != null) ? info.stringPropertyNames() : Set.<String>of()) {
				String policy = info.getProperty(name);
				if (name.endsWith("maxmemory_policy") && !policy.equals(KEEPS)) {
					logger.warn(
							"Redis may evict leases and the shared state of instances, because its maxmemory-policy is {}. Use a server with the policy {}.",
							policy, KEEPS);
					return;
				}
			}
		}
		catch (Exception ex) {
			logger.debug("The maxmemory-policy of Redis is unknown", ex);
		}
	}

}
