package io.softlanding.lock;

import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.data.redis.connection.MessageListener;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

/**
 * Hears of leases that other instances give back. Messages may be lost, and the
 * subscription may fail: whoever waits looks for himself from time to time.
 */
final class LeaseWakeUps {

	private static final Logger logger = LoggerFactory.getLogger(LeaseWakeUps.class);

	private static final long PATIENCE_MILLIS = 200;

	private final RedisConnectionFactory connections;

	private final LeaseKeys keys;

	private @Nullable RedisMessageListenerContainer container;

	private boolean stopped;

	LeaseWakeUps(RedisConnectionFactory connections, LeaseKeys keys) {
		this.connections = connections;
		this.keys = keys;
	}

	/**
	 * Calls somebody when a lease is given back.
	 * @param name its name
	 * @param wakeUp what is called; returns at once
	 * @return what ends it
	 */
	Subscription subscribe(String name, Runnable wakeUp) {
		MessageListener listener = (message, pattern) -> wakeUp.run();
		ChannelTopic topic = new ChannelTopic(this.keys.lock(name));
		try {
			RedisMessageListenerContainer container = container();
			if (container != null) {
				container.addMessageListener(listener, topic);
				return () -> unsubscribe(container, listener, topic);
			}
		}
		catch (RuntimeException ex) {
			logger.debug("Nobody will tell that {} is free", topic, ex);
		}
		return () -> {
		};
	}

	private static void unsubscribe(RedisMessageListenerContainer container, MessageListener listener,
			ChannelTopic topic) {
		try {
			container.removeMessageListener(listener, topic);
		}
		catch (RuntimeException ex) {
			logger.debug("A subscription to {} stays until its connection ends", topic, ex);
		}
	}

	/** Not a bean: as a lifecycle it would be stopped long before the drain is over. */
	private synchronized @Nullable RedisMessageListenerContainer container() {
		if (this.container == null && !this.stopped) {
			RedisMessageListenerContainer container = new RedisMessageListenerContainer();
			container.setConnectionFactory(this.connections);
			Executor here = Runnable::run;
			container.setTaskExecutor(here);
			// Some clients keep that thread for as long as they listen.
			container.setSubscriptionExecutor((task) -> {
				Thread thread = new Thread(null, task, "softlanding-lease-wake-ups", 0, false);
				thread.setDaemon(true);
				thread.start();
			});
			container.setMaxSubscriptionRegistrationWaitingTime(PATIENCE_MILLIS);
			container.setBeanName("softlanding-lease-wake-ups");
			container.afterPropertiesSet();
			container.start();
			this.container = container;
		}
		return this.container;
	}

	synchronized void stop() {
		this.stopped = true;
		RedisMessageListenerContainer container = this.container;
		this.container = null;
		if (container != null) {
			try {
				container.destroy();
			}
			catch (Exception ex) {
				logger.debug("The subscription to leases has not ended well", ex);
			}
		}
	}

	/** What hears of a lease until it is closed. */
	interface Subscription extends AutoCloseable {

		@Override
		void close();

	}

}
