/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.util.Map;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.softlanding.config.InvalidConfigurationException;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

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

	@Test
	void credentialsThatAreNotThoseOfTheFileAreLeftAlone() throws Exception {
		RedisCredentialsProvider provider = provider("orders", "decrypted");
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> this.listener.prepare(snapshot("Zmlyc3Q="), snapshot("c2Vjb25k")))
			.withMessageContaining(KEY)
			.withMessageNotContaining("c2Vjb25k");
		assertThat(credentials(provider)).isEqualTo(RedisCredentials.just("orders", "decrypted".toCharArray()));
		this.listener.prepare(snapshot("decrypted"), snapshot("other")).commit();
		assertThat(credentials(provider)).isEqualTo(RedisCredentials.just("orders", "other".toCharArray()));
	}

	private static Snapshot snapshot(String password) {
		Snapshot snapshot = mock(Snapshot.class);
		given(snapshot.property(KEY)).willReturn(password);
		given(snapshot.binder()).willReturn(new Binder(new MapConfigurationPropertySource(Map.of(KEY, password))));
		return snapshot;
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
