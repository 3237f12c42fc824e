/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.util.Arrays;
import java.util.Objects;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.softlanding.config.InvalidConfigurationException;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.lettuce.RedisCredentialsProviderFactory;

/**
 * Sets the credentials of Lettuce's next connections. Open connections stay
 * authenticated. With connection factories that have different credentials it is not
 * known whose keys these are, so they need a restart.
 */
final class RedisCredentialsListener implements ReloadListener, RedisCredentialsProviderFactory {

	private static final String USERNAME = "spring.data.redis.username";

	private static final String PASSWORD = "spring.data.redis.password";

	private static final SettingKeys KEYS = SettingKeys.of(USERNAME, PASSWORD);

	private static final SettingKeys USERNAMES = SettingKeys.of(USERNAME);

	private static final SettingKeys PASSWORDS = SettingKeys.of(PASSWORD);

	/** What the first connection factory began with. */
	private volatile @Nullable RedisCredentials first;

	/** The credentials in force; {@code null} until there is a factory. */
	private volatile @Nullable RedisCredentials current;

	/** Whether another factory has other credentials. */
	private volatile boolean ambiguous;

	@Override
	public String name() {
		return "redis-credentials";
	}

	@Override
	public boolean applies(String key) {
		return KEYS.have(key) && this.current != null && !this.ambiguous;
	}

	@Override
	public Step prepare(Snapshot old, Snapshot next) {
		RedisCredentials before = this.current;
		if (before == null || this.ambiguous || !KEYS.differ(old, next)) {
			return Step.NONE;
		}
		if (USERNAMES.differ(old, next) && !isLive(value(old, USERNAME), chars(before.getUsername()))
				|| PASSWORDS.differ(old, next) && !isLive(value(old, PASSWORD), before.getPassword())) {
			throw new InvalidConfigurationException(
					"%s or %s has changed, but the connections to Redis did not have the old value.".formatted(USERNAME,
							PASSWORD),
					"Restart the application, which knows where the connections have it from.");
		}
		// What has not changed stays: it may come from elsewhere than files.
		RedisCredentials after = RedisCredentials.just(
				USERNAMES.differ(old, next) ? value(next, USERNAME) : before.getUsername(),
				PASSWORDS.differ(old, next) ? chars(value(next, PASSWORD)) : before.getPassword());
		return Step.of(() -> this.current = after, () -> this.current = before);
	}

	private static @Nullable String value(Snapshot snapshot, String key) {
		return snapshot.binder().bind(key, String.class).orElse(null);
	}

	/** An empty value is none. */
	private static boolean isLive(@Nullable String value, char @Nullable [] live) {
		return Arrays.equals((value != null) ? value.toCharArray() : new char[0], (live != null) ? live : new char[0]);
	}

	private static char @Nullable [] chars(@Nullable String password) {
		return (password != null) ? password.toCharArray() : null;
	}

	/**
	 * Called when a connection factory is created or started again. The provider, which
	 * is asked at each connection, begins with what the factory has, which may come from
	 * a URL.
	 */
	@Override
	public RedisCredentialsProvider createCredentialsProvider(RedisConfiguration configuration) {
		RedisPassword password = RedisConfiguration.getPasswordOrElse(configuration, RedisPassword::none);
		RedisCredentials own = RedisCredentials.just(RedisConfiguration.getUsernameOrElse(configuration, () -> null),
				chars(password.map(String::new).orElse(null)));
		if (this.first == null) {
			this.first = own;
			this.current = own;
		}
		if (!own.equals(this.first)) {
			this.ambiguous = true;
			return RedisCredentialsProvider.from(() -> own);
		}
		return RedisCredentialsProvider.from(() -> Objects.requireNonNull(this.current));
	}

}
