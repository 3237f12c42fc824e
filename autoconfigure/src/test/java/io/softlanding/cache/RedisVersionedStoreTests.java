/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.util.List;
import java.util.UUID;

import io.softlanding.servers.ServerAddresses;
import io.softlanding.servers.ServersExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializer;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
@ExtendWith(ServersExtension.class)
class RedisVersionedStoreTests extends StoreContractTests {

	private LettuceConnectionFactory connections;

	private RedisVersionedStore<String, Long> store;

	@BeforeEach
	void connect(ServerAddresses servers) {
		this.connections = new LettuceConnectionFactory(servers.redisHost(), servers.redisPort());
		this.connections.afterPropertiesSet();
		this.connections.start();
		this.store = new RedisVersionedStore<>(new StringRedisTemplate(this.connections),
				"stock:" + UUID.randomUUID() + ":", String::valueOf, Long::valueOf);
	}

	@AfterEach
	void disconnect() {
		this.connections.destroy();
	}

	/** An application may have set any for its own use of the template. */
	@Test
	void theSerializersOfTheTemplateDoNotMatter() {
		StringRedisTemplate template = new StringRedisTemplate(this.connections);
		template.setKeySerializer(RedisSerializer.java());
		template.setHashKeySerializer(RedisSerializer.java());
		template.setHashValueSerializer(RedisSerializer.java());
		VersionedStore<String, Long> other = new RedisVersionedStore<>(template, "stock:" + UUID.randomUUID() + ":",
				String::valueOf, Long::valueOf);
		VersionedEntry<String, Long> entry = new VersionedEntry<>("a", 7L, 3);
		assertThat(other.write(List.of(entry))).containsExactly(WriteOutcome.APPLIED);
		assertThat(other.load("a")).isEqualTo(entry);
	}

	@Override
	VersionedStore<String, Long> store() {
		return this.store;
	}

}
