package io.softlanding.reload;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.lettuce.RedisCredentialsProviderFactory;

/**
 * Gives Lettuce the credentials that its next connections are made with. Connections that
 * are open stay authenticated.
 */
final class RedisCredentialsListener implements ReloadListener, RedisCredentialsProviderFactory {

	private static final String USERNAME = "spring.data.redis.username";

	private static final String PASSWORD = "spring.data.redis.password";

	private static final SettingKeys KEYS = SettingKeys.of(USERNAME, PASSWORD);

	/** Of the connection factory that was made last; {@code null} until one was made. */
	private volatile @Nullable RedisCredentials current;

	@Override
	public String name() {
		return "redis-credentials";
	}

	@Override
	public boolean applies(String key) {
		return KEYS.have(key) && this.current != null;
	}

	@Override
	public Step prepare(Snapshot old, Snapshot next) {
		RedisCredentials before = this.current;
		if (before == null || !KEYS.differ(old, next)) {
			return Step.NONE;
		}
		RedisCredentials after = credentials(next.property(USERNAME), next.property(PASSWORD));
		return new Step() {

			@Override
			public void commit() {
				RedisCredentialsListener.this.current = after;
			}

			@Override
			public void rollback() {
				RedisCredentialsListener.this.current = before;
			}

		};
	}

	private static RedisCredentials credentials(@Nullable String username, @Nullable String password) {
		return RedisCredentials.just(username, (password != null) ? password.toCharArray() : null);
	}

	/**
	 * Asked once, when the connection factory is made. What it returns is asked at each
	 * connection. It begins with what the factory has, which may come from a URL.
	 */
	@Override
	public RedisCredentialsProvider createCredentialsProvider(RedisConfiguration configuration) {
		RedisPassword password = RedisConfiguration.getPasswordOrElse(configuration, RedisPassword::none);
		RedisCredentials first = credentials(RedisConfiguration.getUsernameOrElse(configuration, () -> null),
				password.map(String::new).orElse(null));
		this.current = first;
		return RedisCredentialsProvider.from(() -> {
			RedisCredentials now = this.current;
			return (now != null) ? now : first;
		});
	}

}
