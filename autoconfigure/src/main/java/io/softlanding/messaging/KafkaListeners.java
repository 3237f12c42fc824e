/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.lang.reflect.Field;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;

import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.Lifecycle;
import org.springframework.kafka.config.AbstractKafkaListenerContainerFactory;
import org.springframework.kafka.config.ContainerCustomizer;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.util.ReflectionUtils;

/**
 * Listener containers of Kafka that are beans or belong to a registry that is one. They
 * are remembered when they are created: a drain must not wait for the bean factory.
 */
final class KafkaListeners {

	private static final Logger logger = LoggerFactory.getLogger(KafkaListeners.class);

	/** Spring has a setter for it and no getter. */
	static final String CUSTOMIZER = "containerCustomizer";

	private final HandledMessages messages;

	private final Set<KafkaListenerEndpointRegistry> registries = weakSet();

	private final Set<MessageListenerContainer> containers = weakSet();

	KafkaListeners(NanoClock clock) {
		this.messages = new HandledMessages(clock);
	}

	private static <T> Set<T> weakSet() {
		return Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
	}

	HandledMessages messages() {
		return this.messages;
	}

	/** Observes a bean that is or creates a container. */
	void observe(Object bean) {
		if (bean instanceof AbstractKafkaListenerContainerFactory<?, ?, ?> factory) {
			observeFactory(factory);
		}
		else if (bean instanceof KafkaListenerEndpointRegistry registry) {
			this.registries.add(registry);
		}
		else if (bean instanceof MessageListenerContainer container) {
			this.containers.add(container);
			if (container instanceof AbstractMessageListenerContainer<?, ?> observable) {
				KafkaMessageObserver.attach(observable, this.messages);
			}
		}
	}

	/** Has its containers observed after the application has customized them. */
	@SuppressWarnings("unchecked")
	private <K, V, C extends AbstractMessageListenerContainer<K, V>> void observeFactory(
			AbstractKafkaListenerContainerFactory<C, K, V> factory) {
		try {
			Field field = Objects.requireNonNull(
					ReflectionUtils.findField(AbstractKafkaListenerContainerFactory.class, CUSTOMIZER), CUSTOMIZER);
			field.setAccessible(true);
			ContainerCustomizer<K, V, C> own = (ContainerCustomizer<K, V, C>) field.get(factory);
			factory.setContainerCustomizer(customizer(own));
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			// Its containers are stopped in order all the same.
			logger.debug("Messages of listener container factory {} are not observed", factory, ex);
		}
	}

	private <K, V, C extends AbstractMessageListenerContainer<K, V>> ContainerCustomizer<K, V, C> customizer(
			@Nullable ContainerCustomizer<K, V, C> own) {
		return (container) -> {
			if (own != null) {
				own.configure(container);
			}
			KafkaMessageObserver.attach(container, this.messages);
		};
	}

	Collection<KafkaContainer> containers() {
		Set<KafkaContainer> all = new LinkedHashSet<>();
		copy(this.registries).forEach((registry) -> all.addAll(containers(registry)));
		for (MessageListenerContainer container : copy(this.containers)) {
			all.add(new KafkaContainer(container, container.getPhase()));
		}
		return all;
	}

	/** The containers of a registry have its phase. */
	private static List<KafkaContainer> containers(KafkaListenerEndpointRegistry registry) {
		int phase = registry.getPhase();
		return registry.getListenerContainers()
			.stream()
			.map((container) -> new KafkaContainer(container, phase))
			.toList();
	}

	@Nullable Collection<KafkaContainer> containersOf(Lifecycle bean) {
		if (bean instanceof KafkaListenerEndpointRegistry registry) {
			return !ListenedContainer.stopsBeforeServer(registry.getPhase()) ? null
					: containers(registry).stream().filter(KafkaContainer::stopsBeforeServer).toList();
		}
		List<KafkaContainer> own = containers().stream()
			.filter((container) -> container.container() == bean && container.stopsBeforeServer())
			.toList();
		return own.isEmpty() ? null : own;
	}

	private static <T> List<T> copy(Set<T> set) {
		synchronized (set) {
			return List.copyOf(set);
		}
	}

}
