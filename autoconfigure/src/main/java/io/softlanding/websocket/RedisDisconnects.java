/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;

import io.softlanding.process.BoundedWait;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Publishes {@code ws:disconnect:<user>} in Redis when the client of a user is gone.
 */
final class RedisDisconnects {

	private static final Logger logger = LoggerFactory.getLogger(RedisDisconnects.class);

	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private RedisDisconnects() {
	}

	/**
	 * Returns what publishes, with the connections of the application, if it has some.
	 */
	static Consumer<String> of(BeanFactory beans) {
		return (user) -> beans.getBeanProvider(RedisConnectionFactory.class)
			.ifUnique((connections) -> BoundedWait.briefly("websocket-disconnect", PATIENCE,
					() -> publish(connections, user)));
	}

	private static void publish(RedisConnectionFactory connections, String user) {
		try (RedisConnection connection = connections.getConnection()) {
			connection.publish(("ws:disconnect:" + user).getBytes(StandardCharsets.UTF_8),
					user.getBytes(StandardCharsets.UTF_8));
		}
		catch (RuntimeException ex) {
			logger.debug("The end of a WebSocket session could not be published in Redis", ex);
		}
	}

}
