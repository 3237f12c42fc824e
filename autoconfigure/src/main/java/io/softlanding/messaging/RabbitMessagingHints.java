/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * What a native image has to keep for {@link ContainerProperties}. Spring AMQP keeps what
 * an advice needs.
 */
final class RabbitMessagingHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.reflection()
			.registerType(AbstractMessageListenerContainer.class, (type) -> ContainerProperties.GETTERS
				.forEach((getter) -> type.withMethod(getter, List.of(), ExecutableMode.INVOKE)));
	}

}
