/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * A Redis for processes. Spring Boot 4 has its auto-configuration in a module of its own,
 * which is not on the class path.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("fault.redis-port")
class RedisBeans {

	@Bean
	LettuceConnectionFactory redisConnectionFactory(@Value("${fault.redis-port}") int port) {
		return new LettuceConnectionFactory("localhost", port);
	}

	@Bean
	StringRedisTemplate stringRedisTemplate(RedisConnectionFactory connections) {
		return new StringRedisTemplate(connections);
	}

}
