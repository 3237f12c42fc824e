/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

import io.softlanding.config.LocalBeans;
import io.softlanding.time.NanoClock;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.Lifecycle;
import org.springframework.context.SmartLifecycle;
import org.springframework.jms.config.JmsListenerEndpointRegistry;
import org.springframework.jms.listener.AbstractJmsListeningContainer;
import org.springframework.jms.listener.AbstractMessageListenerContainer;

/**
 * Listener containers of Spring JMS. They have no place for an interceptor, so their
 * messages are not known: a container has stopped when Spring says that nothing of it
 * runs.
 */
final class JmsMessaging implements ListenerLibrary {

	/** Spring's own names tell nothing. */
	private static final String GENERATED = "org.springframework.jms.";

	private final ConfigurableListableBeanFactory beans;

	private final HandledMessages none;

	private final KnownContainers known = new KnownContainers();

	JmsMessaging(ConfigurableListableBeanFactory beans, NanoClock clock) {
		this.beans = beans;
		this.none = new HandledMessages(clock);
	}

	@Override
	public String name() {
		return "jms";
	}

	@Override
	public @Nullable Collection<LifecycleContainer> containersOf(Lifecycle bean) {
		return LifecycleContainer.of(bean, containers(),
				(bean instanceof JmsListenerEndpointRegistry registry) ? registry.getListenerContainers() : null);
	}

	@Override
	public HandledMessages messages() {
		return this.none;
	}

	@Override
	public Collection<LifecycleContainer> containers() {
		Map<SmartLifecycle, String> found = new LinkedHashMap<>();
		LocalBeans.existing(this.beans, JmsListenerEndpointRegistry.class).values().forEach((registry) -> {
			for (String id : registry.getListenerContainerIds()) {
				SmartLifecycle container = registry.getListenerContainer(id);
				if (container != null) {
					found.put(container, name(container, id));
				}
			}
		});
		LocalBeans.existing(this.beans, AbstractJmsListeningContainer.class)
			.forEach((name, container) -> found.putIfAbsent(container, name));
		return this.known.of(found, LifecycleContainer::new);
	}

	private static String name(SmartLifecycle container, String id) {
		String destination = (container instanceof AbstractMessageListenerContainer listening)
				? listening.getDestinationName() : null;
		return (id.startsWith(GENERATED) && destination != null) ? destination : id;
	}

}
