/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.softlanding.config.LocalBeans;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.Lifecycle;
import org.springframework.context.Phased;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.util.function.SingletonSupplier;

/**
 * Spring's lifecycle phases around the drain's own, and how long Spring waits in each.
 */
final class ShutdownPhases {

	/**
	 * After all message listeners and the web server's own drain, before a separate
	 * management port and executors.
	 */
	static final int OWN = Integer.MAX_VALUE - 1280;

	/**
	 * {@code WebServerGracefulShutdownLifecycle}: our front half has already waited for
	 * what it waits for.
	 */
	static final int WEB_SERVER_DRAIN = Integer.MAX_VALUE - 1024;

	/** Name of the bean for which Spring Boot has that phase. */
	private static final String WEB_SERVER = "webServerGracefulShutdown";

	private static final long AT_ONCE_MILLIS = 1;

	private static final long SLACK_MILLIS = 1000;

	private final ConfigurableApplicationContext context;

	private final LifecycleBeans lifecycleBeans;

	private final EarlyStop earlyStop;

	/** Looked up once: something that hangs may lock the bean factory. */
	private final Supplier<List<StoppedInFront>> features;

	ShutdownPhases(ConfigurableApplicationContext context, LifecycleBeans lifecycleBeans) {
		this.context = context;
		this.lifecycleBeans = lifecycleBeans;
		this.earlyStop = new EarlyStop(context.getBeanFactory());
		this.features = SingletonSupplier.of(() -> LocalBeans.of(context, StoppedInFront.class).toList());
	}

	/**
	 * Stops what Spring Boot stops before the web server closes its port.
	 * @param all whether to stop all such beans, and not only those that features stop
	 * @param phaseTimeoutNanos how long Spring waits for each phase
	 * @param leftNanos time until only the reserve is left
	 * @return the names of beans that have not stopped
	 */
	List<String> stopBeforePort(boolean all, long phaseTimeoutNanos, LongSupplier leftNanos) {
		Map<String, Lifecycle> beans = running();
		int later = 0;
		if (!all) {
			beans.values().removeIf((bean) -> !(bean instanceof StandIn) && phase(bean) <= WEB_SERVER_DRAIN);
			later = (int) beans.values()
				.stream()
				.filter((bean) -> !(bean instanceof StandIn))
				.map(ShutdownPhases::phase)
				.distinct()
				.count();
			beans.values().removeIf((bean) -> !(bean instanceof StandIn));
		}
		return this.earlyStop.stop(beans, phaseTimeoutNanos, leftNanos, later);
	}

	/** Waits for work no more that a feature has not ended, but for other beans. */
	void cutStandIns() {
		this.earlyStop.cut();
	}

	/**
	 * Waits for beans that another thread stops early, for as long as the drain has time:
	 * Spring does not break off a stop that flushes. None is stopped early after that.
	 */
	void awaitEarlyStop(long nanos) {
		this.earlyStop.await(nanos);
	}

	/** Whether a bean that is being stopped early has called. */
	boolean stopsEarlyHere() {
		return this.earlyStop.isOnThisThread();
	}

	/**
	 * Whether beans stop before the back half and need time for it: listeners of Kafka,
	 * JMS, Redis, unless a feature stops them in the front half. Remembers those that
	 * run.
	 */
	boolean anyBeforeOwn(boolean requestsAwaited) {
		Map<String, Lifecycle> beans = running();
		IntPredicate before = before(beans, requestsAwaited);
		beans.values().removeIf((bean) -> !before.test(phase(bean)));
		this.lifecycleBeans.of(beans);
		return beans.values().stream().anyMatch((bean) -> !(bean instanceof StandIn));
	}

	/** Called when Spring has stopped them, or has waited long enough. */
	void reachedOwn() {
		this.lifecycleBeans.stopped();
	}

	/** The application may have beans in the phase of the web server too. */
	private static IntPredicate before(Map<String, Lifecycle> beans, boolean requestsAwaited) {
		boolean awaited = requestsAwaited && beans.entrySet()
			.stream()
			.allMatch((bean) -> bean.getKey().equals(WEB_SERVER) || phase(bean.getValue()) != WEB_SERVER_DRAIN);
		return (phase) -> phase > OWN && !(awaited && phase == WEB_SERVER_DRAIN);
	}

	/**
	 * Limits Spring's timeouts for a close that is about to happen, where they would go
	 * past the drain's deadlines. Each phase may use what is left, and not a share of it:
	 * usually one bean is slow. What is open is ended in time, wherever Spring is then.
	 */
	void limit(long phaseTimeoutNanos, long frontLeftNanos, long leftNanos, long stopNanos, boolean requestsAwaited) {
		if (!(this.context.getBeanFactory()
			.getSingleton(
					AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME) instanceof DefaultLifecycleProcessor lifecycle)) {
			return;
		}
		Map<String, Lifecycle> beans = running();
		standIn(beans);
		IntPredicate before = before(beans, requestsAwaited);
		boolean anyStops = beans.values().stream().mapToInt(ShutdownPhases::phase).anyMatch(before);
		this.lifecycleBeans.stopping(anyStops ? Math.max(1, Math.min(phaseTimeoutNanos, frontLeftNanos)) : 0);
		if (frontLeftNanos < phaseTimeoutNanos) {
			limit(lifecycle, before, frontLeftNanos);
		}
		if (stopNanos < phaseTimeoutNanos) {
			limit(lifecycle, (phase) -> phase < OWN, stopNanos);
		}
		if (!before.test(WEB_SERVER_DRAIN)) {
			lifecycle.setTimeoutForShutdownPhase(WEB_SERVER_DRAIN, AT_ONCE_MILLIS);
		}
		lifecycle.setTimeoutForShutdownPhase(OWN, millis(leftNanos) + SLACK_MILLIS);
		lifecycle.setTimeoutForShutdownPhase(ContextCloseHook.PHASE, millis(leftNanos) + SLACK_MILLIS);
	}

	/** Spring would not wait for beans that features have told to stop. */
	private void standIn(Map<String, Lifecycle> beans) {
		Map<String, Lifecycle> standIns = new LinkedHashMap<>(beans);
		standIns.values().removeIf((bean) -> !(bean instanceof StandIn));
		if (!standIns.isEmpty()) {
			this.earlyStop.standIn(standIns);
		}
	}

	private void limit(DefaultLifecycleProcessor lifecycle, IntPredicate phases, long nanos) {
		running().values()
			.stream()
			.mapToInt(ShutdownPhases::phase)
			.filter(phases)
			.distinct()
			.forEach((phase) -> lifecycle.setTimeoutForShutdownPhase(phase, Math.max(AT_ONCE_MILLIS, millis(nanos))));
	}

	private static long millis(long nanos) {
		return TimeUnit.NANOSECONDS.toMillis(Math.max(0, nanos));
	}

	static int phase(Lifecycle bean) {
		return (bean instanceof Phased phased) ? phased.getPhase() : 0;
	}

	/** Beans that run, and what stands in for those that features stop. */
	private Map<String, Lifecycle> running() {
		Map<String, Lifecycle> beans = LocalBeans.existing(this.context.getBeanFactory(), Lifecycle.class);
		StandIn.replace(beans, this.features.get());
		beans.values().removeIf((bean) -> !isRunning(bean));
		return beans;
	}

	static boolean isRunning(Lifecycle bean) {
		try {
			return bean.isRunning();
		}
		catch (RuntimeException ex) {
			// Spring will have to wait for it all the same.
			return true;
		}
	}

}
