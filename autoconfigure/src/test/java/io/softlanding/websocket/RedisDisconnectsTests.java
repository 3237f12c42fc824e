/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;

/**
 * Tests for {@link RedisDisconnects}.
 */
class RedisDisconnectsTests {

	private final DefaultListableBeanFactory beans = new DefaultListableBeanFactory();

	@Test
	void nameOfTheUserIsPublishedAndTheConnectionReleased() {
		RedisConnection connection = mock(RedisConnection.class);
		RedisConnectionFactory connections = mock(RedisConnectionFactory.class);
		given(connections.getConnection()).willReturn(connection);
		this.beans.registerSingleton("redis", connections);
		RedisDisconnects.of(this.beans).accept("ann");
		verify(connection, timeout(20_000)).publish("ws:disconnect:ann".getBytes(StandardCharsets.UTF_8),
				"ann".getBytes(StandardCharsets.UTF_8));
		verify(connection, timeout(20_000)).close();
	}

	@Test
	void applicationWithoutRedisOrWithABrokenOneGoesOn() {
		assertThatNoException().isThrownBy(() -> RedisDisconnects.of(this.beans).accept("ann"));
		RedisConnectionFactory connections = mock(RedisConnectionFactory.class);
		given(connections.getConnection()).willThrow(new IllegalStateException("down"));
		this.beans.registerSingleton("redis", connections);
		assertThatNoException().isThrownBy(() -> RedisDisconnects.of(this.beans).accept("ann"));
	}

}
