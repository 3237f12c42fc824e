/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.util.List;
import java.util.function.UnaryOperator;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.core.Message;

/**
 * Outermost advice of a container's listener: notes what it handles, retries included.
 */
final class RabbitListenerAdvice implements MethodInterceptor {

	private final HandledMessages messages;

	private final UnaryOperator<String> listeners;

	/**
	 * Creates an advice for all containers.
	 * @param messages what is handled
	 * @param listeners returns the names of the listeners to a queue
	 */
	RabbitListenerAdvice(HandledMessages messages, UnaryOperator<String> listeners) {
		this.messages = messages;
		this.listeners = listeners;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		String queue = queue(invocation.getArguments());
		this.messages.begin(queue, this.listeners.apply(queue), () -> queue);
		try {
			return invocation.proceed();
		}
		finally {
			this.messages.end();
		}
	}

	/** The arguments are a channel, and a message or a batch of them. */
	private static String queue(@Nullable Object[] arguments) {
		for (Object argument : arguments) {
			Object first = (argument instanceof List<?> batch && !batch.isEmpty()) ? batch.get(0) : argument;
			if (first instanceof Message message) {
				String queue = message.getMessageProperties().getConsumerQueue();
				return (queue != null) ? queue : "";
			}
		}
		return "";
	}

}
