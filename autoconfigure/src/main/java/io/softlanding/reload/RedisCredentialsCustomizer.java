/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;
import org.springframework.util.ClassUtils;

/**
 * Registers {@link RedisCredentialsListener} with the client that Spring Boot creates,
 * before the customizers of users, so that their credentials provider wins. A proxy,
 * because the customizer's type moved between Spring Boot 3.5 and 4.
 */
final class RedisCredentialsCustomizer implements FactoryBean<Object> {

	private static final List<String> TYPES = List.of(
			"org.springframework.boot.autoconfigure.data.redis.LettuceClientConfigurationBuilderCustomizer",
			"org.springframework.boot.data.redis.autoconfigure.LettuceClientConfigurationBuilderCustomizer");

	private final ObjectProvider<RedisCredentialsListener> credentials;

	private final @Nullable Class<?> type;

	RedisCredentialsCustomizer(ObjectProvider<RedisCredentialsListener> credentials,
			@Nullable ClassLoader classLoader) {
		this.credentials = credentials;
		this.type = types(classLoader).findFirst().orElse(null);
	}

	private static Stream<Class<?>> types(@Nullable ClassLoader classLoader) {
		return TYPES.stream()
			.filter((name) -> ClassUtils.isPresent(name, classLoader))
			.map((name) -> ClassUtils.resolveClassName(name, classLoader));
	}

	@Override
	public @Nullable Class<?> getObjectType() {
		return this.type;
	}

	@Override
	public @Nullable Object getObject() {
		Class<?> type = this.type;
		return (type != null)
				? Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type, Ordered.class }, this::invoke)
				: null;
	}

	private @Nullable Object invoke(Object proxy, Method method, Object[] arguments) {
		return switch (method.getName()) {
			case "customize" -> ((LettuceClientConfigurationBuilder) arguments[0])
				.redisCredentialsProviderFactory(this.credentials.getObject()) == null;
			case "getOrder" -> Ordered.HIGHEST_PRECEDENCE;
			case "equals" -> proxy == arguments[0];
			case "hashCode" -> System.identityHashCode(proxy);
			default -> "softlandingRedisCredentialsCustomizer";
		};
	}

	static final class Hints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			types(classLoader).forEach((type) -> hints.proxies().registerJdkProxy(type, Ordered.class));
		}

	}

}
