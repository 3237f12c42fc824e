/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.lang.reflect.Field;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.kafka.requestreply.ReplyingKafkaOperations;
import org.springframework.util.ReflectionUtils;

/**
 * A listener container of Kafka.
 *
 * @param container the container
 * @param phase lifecycle phase in which Spring stops it
 */
record KafkaContainer(MessageListenerContainer container, int phase) implements ListenedContainer {

	private static final Logger logger = LoggerFactory.getLogger(KafkaContainer.class);

	/** Phase of {@code WebServerGracefulShutdownLifecycle}. */
	private static final int WEB_SERVER_DRAIN = Integer.MAX_VALUE - 1024;

	/** What polls and calls the listener. */
	static final String CONSUMER = "listenerConsumer";

	/** Read before each record, and set from the properties when the container starts. */
	static final String STOP_IMMEDIATE = "stopImmediate";

	static String name(MessageListenerContainer container) {
		String id = container.getListenerId();
		return (id != null) ? id : "listener";
	}

	@Override
	public String name() {
		return name(this.container);
	}

	@Override
	public boolean running() {
		return this.container.isRunning();
	}

	/** Requests in flight wait for replies. */
	@Override
	public boolean stopsBeforeServer() {
		return this.phase > WEB_SERVER_DRAIN && !(listener() instanceof ReplyingKafkaOperations);
	}

	private @Nullable Object listener() {
		try {
			return this.container.getContainerProperties().getMessageListener();
		}
		catch (UnsupportedOperationException ex) {
			return null;
		}
	}

	@Override
	public boolean pause() {
		if (!running() || this.container.isPauseRequested()) {
			return false;
		}
		try {
			this.container.pause();
			return true;
		}
		catch (UnsupportedOperationException ex) {
			return false;
		}
	}

	@Override
	public void resume() {
		this.container.resume();
	}

	@Override
	public boolean paused() {
		return this.container.isContainerPaused();
	}

	@Override
	public void stop(Runnable whenStopped) {
		this.container.stop(whenStopped);
	}

	/**
	 * Sets what {@code ContainerProperties.setStopImmediate} would have set before the
	 * start: there is no other way to tell a container that runs.
	 */
	@Override
	public boolean stopNow() {
		if (listener() instanceof BatchMessageListener) {
			// All of it has been handed over.
			return false;
		}
		List<? extends MessageListenerContainer> children = (this.container instanceof ConcurrentMessageListenerContainer<?, ?> concurrent)
				? concurrent.getContainers() : List.of(this.container);
		boolean told = false;
		for (MessageListenerContainer child : children) {
			told |= stopNow(child);
		}
		return told;
	}

	private static boolean stopNow(MessageListenerContainer container) {
		try {
			Field field = ReflectionUtils.findField(KafkaMessageListenerContainer.class, CONSUMER);
			Object consumer = (field != null && field.getDeclaringClass().isInstance(container))
					? read(field, container) : null;
			Field immediate = (consumer != null) ? ReflectionUtils.findField(consumer.getClass(), STOP_IMMEDIATE)
					: null;
			if (immediate == null) {
				return false;
			}
			immediate.setAccessible(true);
			immediate.setBoolean(consumer, true);
			return true;
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			logger.debug("Listener container {} finishes all that it has received", container, ex);
			return false;
		}
	}

	private static @Nullable Object read(Field field, Object target) throws IllegalAccessException {
		field.setAccessible(true);
		return field.get(target);
	}

	@Override
	public boolean stopped() {
		return !this.container.isRunning() && !this.container.isChildRunning();
	}

	@Override
	public boolean received(HandledMessage message) {
		return message.container() == this.container;
	}

}
