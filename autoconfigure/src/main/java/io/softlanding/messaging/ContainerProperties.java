/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import org.aopalliance.aop.Advice;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;
import org.springframework.util.ReflectionUtils;

/**
 * Properties of a container of RabbitMQ that can be set by everyone, and read by its
 * subclasses only. A property that cannot be read is left as it is.
 */
final class ContainerProperties {

	private static final String SHUTDOWN_TIMEOUT = "getShutdownTimeout";

	private static final String ADVICE_CHAIN = "getAdviceChain";

	private static final String QUEUES = "getQueueNamesToQueues";

	static final List<String> GETTERS = List.of(SHUTDOWN_TIMEOUT, ADVICE_CHAIN, QUEUES);

	private ContainerProperties() {
	}

	static @Nullable Long shutdownTimeoutMillis(AbstractMessageListenerContainer container) {
		return (value(container, SHUTDOWN_TIMEOUT) instanceof Long timeout) ? timeout : null;
	}

	static Advice @Nullable [] adviceChain(AbstractMessageListenerContainer container) {
		return (value(container, ADVICE_CHAIN) instanceof Advice[] chain) ? chain : null;
	}

	/** Queues as they were given to a container, which has names only of others. */
	static Collection<?> queues(AbstractMessageListenerContainer container) {
		return (value(container, QUEUES) instanceof Map<?, ?> queues) ? queues.values() : List.of();
	}

	private static @Nullable Object value(AbstractMessageListenerContainer container, String getter) {
		Method method = ReflectionUtils.findMethod(AbstractMessageListenerContainer.class, getter);
		if (method == null) {
			return null;
		}
		try {
			ReflectionUtils.makeAccessible(method);
			return ReflectionUtils.invokeMethod(method, container);
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

}
