/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.softlanding.process.SoftlandingThread;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.data.redis.connection.MessageListener;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;
import org.springframework.util.backoff.BackOffExecution;

/**
 * Subscription to releases by other instances. Messages may be lost, so that waiting
 * threads also poll.
 */
final class LeaseWakeUps {

	private static final Logger logger = LoggerFactory.getLogger(LeaseWakeUps.class);

	private static final long WAIT_MILLIS = 200;

	private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS);

	private final RedisConnectionFactory connections;

	private final LeaseKeys keys;

	/** One after the other: a subscription that meets the end of the last one hangs. */
	private final ThreadPoolExecutor subscriber = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS,
			new LinkedBlockingQueue<>(), (task) -> new SoftlandingThread("lease-subscriber", task));

	private @Nullable RedisMessageListenerContainer container;

	private boolean stopped;

	/** Whether the server does not permit to listen. */
	private volatile boolean refused;

	LeaseWakeUps(RedisConnectionFactory connections, LeaseKeys keys) {
		this.connections = connections;
		this.keys = keys;
		this.subscriber.allowCoreThreadTimeOut(true);
	}

	/**
	 * Subscribes a listener to the release of a lease, which may succeed later or never.
	 */
	Subscription subscribe(String name, Runnable wakeUp, long mostNanos) throws InterruptedException {
		if (this.refused) {
			return () -> {
			};
		}
		MessageListener listener = (message, pattern) -> wakeUp.run();
		ChannelTopic topic = new ChannelTopic(this.keys.lock(name));
		CountDownLatch subscribed = new CountDownLatch(1);
		execute(() -> {
			try {
				subscribe(listener, topic);
			}
			finally {
				subscribed.countDown();
			}
		});
		Subscription subscription = () -> execute(() -> unsubscribe(listener, topic));
		try {
			subscribed.await(Math.min(mostNanos, WAIT_NANOS), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			subscription.close();
			throw ex;
		}
		return subscription;
	}

	private void execute(Runnable task) {
		try {
			this.subscriber.execute(() -> {
				try {
					task.run();
				}
				catch (RuntimeException ex) {
					logger.debug("Redis does not notify about released leases", ex);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The subscription to released leases has ended");
		}
	}

	private void subscribe(MessageListener listener, ChannelTopic topic) {
		RedisMessageListenerContainer container = container();
		if (container != null) {
			container.addMessageListener(listener, topic);
		}
	}

	private synchronized @Nullable RedisMessageListenerContainer started() {
		return this.container;
	}

	/** Also what was never confirmed: the container remembers it from the beginning. */
	private void unsubscribe(MessageListener listener, ChannelTopic topic) {
		RedisMessageListenerContainer container = started();
		if (container != null) {
			container.removeMessageListener(listener, topic);
		}
	}

	/** Not a bean: as a lifecycle it would be stopped long before the drain is over. */
	private synchronized @Nullable RedisMessageListenerContainer container() {
		if (this.container == null && !this.stopped) {
			RedisMessageListenerContainer container = new Container();
			container.setConnectionFactory(this.connections);
			Executor here = Runnable::run;
			container.setTaskExecutor(here);
			// Some clients keep that thread for as long as they listen.
			container.setSubscriptionExecutor((task) -> new SoftlandingThread("lease-wake-ups", task).start());
			container.setMaxSubscriptionRegistrationWaitingTime(WAIT_MILLIS);
			container.setBeanName("softlanding-lease-wake-ups");
			container.afterPropertiesSet();
			container.start();
			this.container = container;
		}
		return this.container;
	}

	synchronized void stop() {
		this.stopped = true;
		this.subscriber.shutdownNow();
		RedisMessageListenerContainer container = this.container;
		this.container = null;
		if (container != null) {
			try {
				container.destroy();
			}
			catch (Exception ex) {
				logger.debug("The subscription to leases has ended with an error", ex);
			}
		}
	}

	/**
	 * Says once, and without a stack trace, that the server does not permit to listen.
	 */
	private final class Container extends RedisMessageListenerContainer {

		@Override
		protected void handleSubscriptionException(CompletableFuture<Void> future, BackOffExecution backOff,
				Throwable cause) {
			// Anything else may pass.
			if (LeaseScript.isFrom(cause, "NOPERM") && isRunning()) {
				LeaseWakeUps.this.refused = true;
				LeaseWakeUps.logger.warn(
						"Redis does not permit subscriptions to channels ({}): waiting threads poll instead",
						cause.getClass().getName());
			}
			super.handleSubscriptionException(future, backOff, cause);
		}

		/** What fails while it is not running is not logged. */
		@Override
		public boolean isRunning() {
			return !LeaseWakeUps.this.refused && super.isRunning();
		}

	}

	/** What hears of a lease until it is closed. */
	interface Subscription extends AutoCloseable {

		@Override
		void close();

	}

}
