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

import org.springframework.amqp.core.AmqpTemplate;
import org.springframework.amqp.core.AsyncAmqpTemplate;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;

/**
 * Container of RabbitMQ. What it has received and not handed over is requeued as soon as
 * it is told to stop. A message that is being handled has as long as the drain, and not
 * only the container's own timeout, after which Spring interrupts its listener.
 */
final class RabbitContainer extends LifecycleContainer {

	/**
	 * Timeout of the container while it stops for a drain, which has deadlines of its
	 * own. A container that is paused and never ends can be started again after this.
	 */
	private static final long LONGEST_MILLIS = Duration.ofMinutes(10).toMillis();

	/** Interval at which the threads of a container that stops are looked at. */
	private static final long LOOK_MILLIS = 200;

	private final AbstractMessageListenerContainer container;

	private final HandledMessages messages;

	/** Messages that wait for another attempt, and that the drain does not wait for. */
	private final Set<HandledMessage> left = ConcurrentHashMap.newKeySet();

	RabbitContainer(AbstractMessageListenerContainer container, String name, HandledMessages messages) {
		super(container, name);
		this.container = container;
		this.messages = messages;
	}

	/** Requests that are in flight wait for the replies that a template receives. */
	@Override
	public boolean stopsBeforeServer() {
		return super.stopsBeforeServer() && !(this.container.getMessageListener() instanceof AmqpTemplate)
				&& !(this.container.getMessageListener() instanceof AsyncAmqpTemplate);
	}

	/** One that has only such messages counts as stopped. */
	@Override
	public boolean running() {
		return this.left.isEmpty() ? super.running() : this.container.isRunning();
	}

	@Override
	public void stop(Runnable whenStopped) {
		Long timeout = ContainerProperties.shutdownTimeoutMillis(this.container);
		super.stop(whenStopped);
		if (timeout != null) {
			leaveBackOffs(timeout, whenStopped);
		}
	}

	@Override
	void stopContainer(Runnable callback) {
		Long timeout = ContainerProperties.shutdownTimeoutMillis(this.container);
		if (timeout == null) {
			this.container.stop(callback);
			return;
		}
		this.container.setShutdownTimeout(Math.max(timeout, LONGEST_MILLIS));
		this.container.stop(() -> {
			this.container.setShutdownTimeout(timeout);
			callback.run();
		});
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
	 * attempt then is not waited for any longer. Its listener is not interrupted, since
	 * its recovery could reject the message for good: it stays unacknowledged, and the
	 * broker delivers it again when the connection is closed.
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
