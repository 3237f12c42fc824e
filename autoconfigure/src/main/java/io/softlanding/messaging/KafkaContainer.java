/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.lang.reflect.Field;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.kafka.requestreply.ReplyingKafkaOperations;
import org.springframework.util.CollectionUtils;
import org.springframework.util.ReflectionUtils;

/**
 * A listener container of Kafka.
 *
 * @param container the container
 * @param phase lifecycle phase in which Spring stops it
 */
record KafkaContainer(MessageListenerContainer container, int phase) implements ListenedContainer {

	private static final Logger logger = LoggerFactory.getLogger(KafkaContainer.class);

	/** What polls and calls the listener. */
	static final String CONSUMER = "listenerConsumer";

	/** Read before each record, and set from the properties when the container starts. */
	static final String STOP_IMMEDIATE = "stopImmediate";

	static String name(MessageListenerContainer container) {
		String id = ask(container::getListenerId);
		return (id != null) ? id : "listener";
	}

	/** Asks for what not every kind of container has. */
	private static <T> @Nullable T ask(Supplier<@Nullable T> question) {
		try {
			return question.get();
		}
		catch (UnsupportedOperationException ex) {
			return null;
		}
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
		return ListenedContainer.stopsBeforeServer(this.phase) && !(listener() instanceof ReplyingKafkaOperations);
	}

	private @Nullable Object listener() {
		return ask(() -> this.container.getContainerProperties().getMessageListener());
	}

	/** Share consumers cannot. */
	@Override
	public boolean canPause() {
		return pauseRequested(this.container) != null;
	}

	private static @Nullable Boolean pauseRequested(MessageListenerContainer container) {
		return ask(container::isPauseRequested);
	}

	@Override
	public boolean pause(Duration remaining) {
		if (!running() || !Boolean.FALSE.equals(pauseRequested(this.container))) {
			return false;
		}
		this.container.pause();
		return true;
	}

	@Override
	public void resume() {
		this.container.resume();
	}

	/**
	 * Spring takes a consumer for paused only if it has partitions. One that has none
	 * receives nothing either.
	 */
	@Override
	public boolean paused() {
		return children().stream().allMatch(KafkaContainer::isPaused);
	}

	private static boolean isPaused(MessageListenerContainer child) {
		if (!child.isRunning()) {
			return true;
		}
		return Boolean.TRUE.equals(pauseRequested(child))
				&& (Boolean.TRUE.equals(ask(child::isContainerPaused)) || hasNoPartitions(child));
	}

	private static boolean hasNoPartitions(MessageListenerContainer child) {
		try {
			// Null before the consumer has started.
			return CollectionUtils.isEmpty(child.getAssignedPartitions());
		}
		catch (UnsupportedOperationException ex) {
			return false;
		}
	}

	@Override
	public void stop(Duration remaining, Runnable whenStopped) {
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
		boolean told = false;
		for (MessageListenerContainer child : children()) {
			told |= stopNow(child);
		}
		return told;
	}

	private List<? extends MessageListenerContainer> children() {
		return (this.container instanceof ConcurrentMessageListenerContainer<?, ?> concurrent)
				? concurrent.getContainers() : List.of(this.container);
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
	public boolean countsMessages() {
		return this.container instanceof AbstractMessageListenerContainer<?, ?> observable
				&& KafkaMessageObserver.isAttached(observable);
	}

	/** As {@code stop()} of the container itself. */
	@Override
	public @Nullable Duration longestSilence() {
		Long millis = countsMessages() ? ask(() -> this.container.getContainerProperties().getShutdownTimeout()) : null;
		return (millis != null) ? Duration.ofMillis(millis) : null;
	}

	@Override
	public boolean received(HandledMessage message) {
		return message.container() == this.container;
	}

}
