/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisCredentialsListener}.
 */
class RedisCredentialsListenerTests {

	private static final String KEY = "spring.data.redis.password";

	private final RedisCredentialsListener listener = new RedisCredentialsListener();

	@Test
	void aSecondServerKeepsItsOwnCredentials() {
		RedisCredentialsProvider first = provider("orders", "one");
		assertThat(this.listener.applies(KEY)).isTrue();
		RedisCredentialsProvider second = provider("sessions", "two");
		assertThat(credentials(first)).isEqualTo(RedisCredentials.just("orders", "one".toCharArray()));
		assertThat(credentials(second)).isEqualTo(RedisCredentials.just("sessions", "two".toCharArray()));
		assertThat(this.listener.applies(KEY)).as("of two it is not known whose key it is").isFalse();
	}

	@Test
	void aFactoryThatIsStartedAgainIsNoSecondServer() {
		RedisCredentialsProvider first = provider("orders", "one");
		RedisCredentialsProvider again = provider("orders", "one");
		assertThat(credentials(again)).isEqualTo(credentials(first));
		assertThat(this.listener.applies(KEY)).isTrue();
	}

	private RedisCredentialsProvider provider(String username, String password) {
		RedisStandaloneConfiguration server = new RedisStandaloneConfiguration();
		server.setUsername(username);
		server.setPassword(password);
		return this.listener.createCredentialsProvider(server);
	}

	private static RedisCredentials credentials(RedisCredentialsProvider provider) {
		return provider.resolveCredentials().block();
	}

}
