/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.softlanding.process.BoundedWait;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.Lifecycle;
import org.springframework.context.support.DefaultLifecycleProcessor;

/**
 * Stops the lifecycle beans that Spring Boot stops before the web server closes its port,
 * in the way and order of Spring, before the close. Spring does not stop a bean again
 * that says that it no longer runs.
 */
final class EarlyStop {

	private final ConfigurableListableBeanFactory beans;

	private volatile CountDownLatch ended = new CountDownLatch(0);

	EarlyStop(ConfigurableListableBeanFactory beans) {
		this.beans = beans;
	}

	/**
	 * Stops them, and returns when they have stopped or have used up their time.
	 * @param running all beans that run
	 * @param timeoutNanos time for the beans of each phase
	 */
	void stop(Map<String, Lifecycle> running, long timeoutNanos) {
		CountDownLatch ended = new CountDownLatch(1);
		this.ended = ended;
		Processor processor = new Processor(running, this.beans);
		processor.setTimeoutPerShutdownPhase(Math.max(1, TimeUnit.NANOSECONDS.toMillis(timeoutNanos)));
		try {
			processor.stop();
		}
		finally {
			ended.countDown();
		}
	}

	/** Waits for a stop that another thread has begun. */
	void await(long nanos) {
		BoundedWait.uninterruptibly(this.ended, Math.max(0, nanos));
	}

	/** Spring's own, for some of the beans. */
	private static final class Processor extends DefaultLifecycleProcessor {

		private final ConfigurableListableBeanFactory beans;

		private final Map<String, Lifecycle> running;

		private Processor(Map<String, Lifecycle> running, ConfigurableListableBeanFactory beans) {
			this.running = running;
			this.beans = beans;
			setBeanFactory(beans);
		}

		@Override
		protected Map<String, Lifecycle> getLifecycleBeans() {
			Map<String, Lifecycle> chosen = new LinkedHashMap<>();
			this.running.forEach((name, bean) -> {
				if (getPhase(bean) > ShutdownPhases.WEB_SERVER_DRAIN) {
					add(name, chosen);
				}
			});
			return chosen;
		}

		/** Spring stops what depends on a bean before the bean, whatever its phase. */
		private void add(String name, Map<String, Lifecycle> chosen) {
			Lifecycle bean = this.running.get(name);
			if (bean != null && chosen.putIfAbsent(name, bean) == null) {
				for (String dependent : this.beans.getDependentBeans(name)) {
					add(dependent, chosen);
				}
			}
		}

	}

}
