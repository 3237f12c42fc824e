/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.util.ClassUtils;

/** Explains why several Redis connections leave no {@link LeaseRegistry} to inject. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class LeaseRegistryFailureAnalyzer extends AbstractFailureAnalyzer<NoSuchBeanDefinitionException> {

	private static final String CONNECTIONS = "org.springframework.data.redis.connection.RedisConnectionFactory";

	private final BeanFactory beanFactory;

	LeaseRegistryFailureAnalyzer(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause) {
		Class<?> type = cause.getBeanType();
		if (type != LeaseRegistry.class && type != EphemeralKeys.class) {
			return null;
		}
		ClassLoader loader = getClass().getClassLoader();
		if (!ClassUtils.isPresent(CONNECTIONS, loader) || !(this.beanFactory instanceof ListableBeanFactory beans)) {
			return null;
		}
		List<String> names = List
			.of(beans.getBeanNamesForType(ClassUtils.resolveClassName(CONNECTIONS, loader), true, false));
		return (names.size() < 2) ? null
				: new FailureAnalysis(
						"There is no %s, because several RedisConnectionFactory beans exist: %s."
							.formatted(type.getSimpleName(), String.join(", ", names)),
						"Mark the RedisConnectionFactory for leases and keys as @Primary.", cause);
	}

}
