/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.time.Duration;
import java.util.UUID;

import io.softlanding.config.InvalidConfigurationException;
import io.softlanding.servers.ServerAddresses;
import io.softlanding.servers.ServersExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.context.ApplicationContext;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Two applications that use the same prefix on one Redis.
 */
@Timeout(60)
@ExtendWith(ServersExtension.class)
class RedisGroupTests {

	private static final Duration LONG = Duration.ofSeconds(20);

	private final String prefix = "stock:" + UUID.randomUUID() + ":";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FlushableCacheAutoConfiguration.class))
		.withPropertyValues("softlanding.cache.write-behind.flush-delay=1h");

	private LettuceConnectionFactory connections;

	@BeforeEach
	void connect(ServerAddresses servers) {
		this.connections = new LettuceConnectionFactory(servers.redisHost(), servers.redisPort());
		this.connections.afterPropertiesSet();
		this.connections.start();
	}

	@AfterEach
	void disconnect() {
		this.connections.destroy();
	}

	private WriteBehindCache<String, Long> cache(ApplicationContext context) {
		return context.getBean(WriteBehindCaches.class)
			.create("stock", new RedisVersionedStore<>(new StringRedisTemplate(this.connections), this.prefix,
					String::valueOf, Long::valueOf));
	}

	private ContextConsumer<ApplicationContext> writes(long value) {
		return (context) -> {
			WriteBehindCache<String, Long> cache = cache(context);
			assertThat(cache.get("a")).isNull();
			cache.put("a", value);
			assertThat(cache.flush(LONG).written()).isEqualTo(1);
		};
	}

	@Test
	void theGroupIsInEveryKey() {
		this.runner.withPropertyValues("softlanding.group=web").run(writes(1)::accept);
		this.runner.withPropertyValues("spring.application.name=worker").run(writes(2)::accept);
		assertThat(new StringRedisTemplate(this.connections).keys(this.prefix + "*"))
			.containsExactlyInAnyOrder(this.prefix + "web:a", this.prefix + "worker:a");
		this.runner.withPropertyValues("softlanding.group=web")
			.run((context) -> assertThat(cache(context).get("a", Long.class)).isEqualTo(1));
	}

	@Test
	void withoutAGroupAndANameThereIsNoSuchCache() {
		this.runner.run((context) -> assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> cache(context))
			.withMessageContaining("Caches are kept in Redis, but neither softlanding.group"));
	}

}
