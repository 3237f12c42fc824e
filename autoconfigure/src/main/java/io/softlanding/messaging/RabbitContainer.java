/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.softlanding.process.DrainThread;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.core.AmqpTemplate;
import org.springframework.amqp.core.AsyncAmqpTemplate;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;

/**
 * Container of RabbitMQ. What it has received and not handed over is requeued as soon as
 * it is told to stop. A message that is being handled has as long as the drain, and not
 * only the container's own timeout. Then, Spring interrupts its listener and closes its
 * channel.
 */
final class RabbitContainer extends LifecycleContainer {

	/** Interval at which the threads of a container that stops are looked at. */
	private static final long LOOK_MILLIS = 200;

	private final AbstractMessageListenerContainer container;

	private final HandledMessages messages;

	private final TemporaryQueues temporary;

	/** Messages that wait for another attempt, and that the drain does not wait for. */
	private final Set<HandledMessage> left = ConcurrentHashMap.newKeySet();

	/** Timeout of the application while the container stops for a drain. */
	private volatile @Nullable Long replaced;

	RabbitContainer(AbstractMessageListenerContainer container, String name, HandledMessages messages,
			TemporaryQueues temporary) {
		super(container, name);
		this.container = container;
		this.messages = messages;
		this.temporary = temporary;
	}

	/** Requests that are in flight wait for the replies that a template receives. */
	@Override
	public boolean stopsBeforeServer() {
		return super.stopsBeforeServer() && !(this.container.getMessageListener() instanceof AmqpTemplate)
				&& !(this.container.getMessageListener() instanceof AsyncAmqpTemplate);
	}

	/** The broker deletes some queues when nothing consumes from them any more. */
	@Override
	public boolean canPause() {
		return !this.temporary.containsAny(this.container);
	}

	/** Not until a listener has returned whose message is left for redelivery. */
	@Override
	public boolean running() {
		return this.left.isEmpty() ? super.running() : this.container.isRunning();
	}

	@Override
	public void stop(Duration remaining, Runnable whenStopped) {
		Long timeout = ownTimeout();
		super.stop(remaining, whenStopped);
		if (timeout != null) {
			leaveBackOffs(timeout, whenStopped);
		}
	}

	@Override
	void stopContainer(Duration remaining, Runnable callback) {
		Long timeout = ownTimeout();
		if (timeout == null) {
			this.container.stop(callback);
			return;
		}
		this.replaced = timeout;
		this.container.setShutdownTimeout(Math.max(timeout, remaining.toMillis()));
		this.container.stop(() -> {
			this.container.setShutdownTimeout(timeout);
			this.replaced = null;
			callback.run();
		});
	}

	/** Timeout that the application has set, also while another one is in force. */
	private @Nullable Long ownTimeout() {
		Long replaced = this.replaced;
		return (replaced != null) ? replaced : ContainerProperties.shutdownTimeoutMillis(this.container);
	}

	/**
	 * A direct container has dropped its scheduler when it was stopped with a callback,
	 * and makes another one only if it is to be initialized again, as after a shutdown.
	 */
	@Override
	void startContainer() {
		if (!this.container.isActive()) {
			this.container.shutdown();
		}
		super.startContainer();
	}

	/**
	 * Spring waits for the container's own timeout. A message that waits for another
	 * attempt then is not waited for any longer. Its listener is not interrupted before
	 * the time of the drain is over, since its recovery could reject the message for
	 * good: it stays unacknowledged, and the broker delivers it again when the connection
	 * is closed.
	 */
	private void leaveBackOffs(long delayMillis, Runnable whenLeft) {
		if (!stopping()) {
			return;
		}
		CompletableFuture
			.delayedExecutor(delayMillis, TimeUnit.MILLISECONDS,
					(task) -> DrainThread.startOrRun("rabbit-back-off", task))
			.execute(() -> {
				List<HandledMessage> handled = handled();
				if (!handled.isEmpty() && handled.stream().allMatch(RabbitContainer::isInBackOff)) {
					this.left.addAll(handled);
					whenLeft.run();
				}
				else {
					leaveBackOffs(LOOK_MILLIS, whenLeft);
				}
			});
	}

	private static boolean isInBackOff(HandledMessage message) {
		return RetryBackOff.isIn(message.thread());
	}

	@Override
	public boolean stopNow() {
		handled().stream().filter(RabbitContainer::isInBackOff).forEach(this.left::add);
		return super.stopNow();
	}

	@Override
	public Collection<HandledMessage> leftForRedelivery() {
		return this.left.stream().filter((message) -> !message.ended()).toList();
	}

	private List<HandledMessage> handled() {
		return this.messages.all().stream().filter(this::isFromHere).toList();
	}

	@Override
	public boolean countsMessages() {
		return true;
	}

	@Override
	public boolean received(HandledMessage message) {
		return !this.left.contains(message) && isFromHere(message);
	}

	/** Two containers may listen to the same queue: both are waited for then. */
	private boolean isFromHere(HandledMessage message) {
		return listensTo(message.source());
	}

	boolean listensTo(String queue) {
		return Arrays.asList(this.container.getQueueNames()).contains(queue);
	}

}
