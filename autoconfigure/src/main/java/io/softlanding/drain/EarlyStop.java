/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

import io.softlanding.process.BoundedWait;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.Lifecycle;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.context.support.DefaultLifecycleProcessor;

/**
 * Stops lifecycle beans that Spring Boot stops before the web server closes its port, in
 * the way and order of Spring, before the close. The processor of the context does not
 * find them then, since a bean that is still stopping says that it runs. Of beans that a
 * feature stops, it finds what stands in for them.
 */
final class EarlyStop {

	/** What beans of one phase leave those of each later one at least. */
	private static final long LATER_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final ConfigurableListableBeanFactory beans;

	private volatile CountDownLatch ended = new CountDownLatch(0);

	private volatile @Nullable Thread thread;

	/** What lets Spring go on without a stand-in. */
	private final Set<Runnable> waiting = ConcurrentHashMap.newKeySet();

	private volatile boolean cut;

	/** Names of beans that the processor of the context does not find. */
	private volatile Set<String> hidden = Set.of();

	/** What it finds instead of others. */
	private volatile Map<String, Lifecycle> standIns = Map.of();

	/** Whether Spring stops its beans, and nothing is stopped early. Guarded by this. */
	private boolean closing;

	EarlyStop(ConfigurableListableBeanFactory beans) {
		this.beans = beans;
	}

	/**
	 * Stops them, one phase after the other, and returns when they have stopped or have
	 * used up their time. Does nothing if the close no longer waits for it. An interrupt
	 * that was there before does not shorten it.
	 * @param running beans that run
	 * @param phaseTimeoutNanos time for the beans of each phase
	 * @param leftNanos time for all that are left, asked before each phase
	 * @param laterPhases number of phases that Spring stops afterwards
	 * @return the names of those that have not stopped
	 */
	List<String> stop(Map<String, Lifecycle> running, long phaseTimeoutNanos, LongSupplier leftNanos, int laterPhases) {
		NavigableMap<Integer, Map<String, StoppedBean>> phases = phases(running);
		Map<String, StoppedBean> all = new TreeMap<>();
		phases.values().forEach(all::putAll);
		CountDownLatch ended = new CountDownLatch(1);
		if (begin(ended)) {
			boolean interrupted = false;
			int later = phases.size() + laterPhases;
			try {
				this.hidden = Set.copyOf(all.keySet());
				replaceBeans();
				for (Map<String, StoppedBean> beans : phases.descendingMap().values()) {
					// One that comes in between must not skip the phases that follow.
					interrupted |= Thread.interrupted();
					Processor processor = new Processor(beans, this.beans);
					long left = leftNanos.getAsLong();
					long nanos = Math.min(phaseTimeoutNanos, Math.max(left / 2, left - --later * LATER_NANOS));
					processor.setTimeoutPerShutdownPhase(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
					processor.stop();
				}
			}
			finally {
				ended.countDown();
				if (interrupted) {
					Thread.currentThread().interrupt();
				}
			}
		}
		all.values().removeIf(StoppedBean::hasStopped);
		return List.copyOf(all.keySet());
	}

	/** Waits for stand-ins no more. A stop of a bean that flushes is not broken off. */
	void cut() {
		this.cut = true;
		this.waiting.forEach(Runnable::run);
	}

	private synchronized boolean begin(CountDownLatch ended) {
		if (this.closing) {
			return false;
		}
		this.ended = ended;
		this.thread = Thread.currentThread();
		return true;
	}

	/** The beans of each phase, with what Spring stops before them. */
	private NavigableMap<Integer, Map<String, StoppedBean>> phases(Map<String, Lifecycle> running) {
		NavigableMap<Integer, Map<String, StoppedBean>> phases = new TreeMap<>();
		Map<String, Lifecycle> left = new LinkedHashMap<>(running);
		running.values()
			.stream()
			.map(ShutdownPhases::phase)
			.filter((phase) -> phase > ShutdownPhases.WEB_SERVER_DRAIN)
			.distinct()
			.sorted(Comparator.reverseOrder())
			.forEach((phase) -> {
				Map<String, StoppedBean> beans = new LinkedHashMap<>();
				running.forEach((name, bean) -> {
					if (ShutdownPhases.phase(bean) == phase) {
						add(name, left, beans);
					}
				});
				phases.put(phase, beans);
			});
		return phases;
	}

	/** Spring stops what depends on a bean before the bean, whatever its phase. */
	private void add(String name, Map<String, Lifecycle> left, Map<String, StoppedBean> chosen) {
		Lifecycle bean = left.remove(name);
		if (bean != null) {
			chosen.put(name, new StoppedBean(bean));
			for (String dependent : this.beans.getDependentBeans(name)) {
				add(dependent, left, chosen);
			}
		}
	}

	/**
	 * Has the processor of the context find these instead of the beans of their names.
	 */
	void standIn(Map<String, Lifecycle> standIns) {
		this.standIns = this.cut ? Map.of() : Map.copyOf(standIns);
		replaceBeans();
	}

	private void replaceBeans() {
		if (this.beans.getSingleton(
				AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME) instanceof DefaultLifecycleProcessor other) {
			other.setBeanFactory((ConfigurableListableBeanFactory) Proxy.newProxyInstance(getClass().getClassLoader(),
					new Class<?>[] { ConfigurableListableBeanFactory.class },
					(proxy, method, arguments) -> find(method, (arguments != null) ? arguments : new Object[0])));
		}
	}

	private @Nullable Object find(Method method, Object[] arguments) throws Throwable {
		if (method.getName().equals("getBean") && arguments.length == 1 && this.standIns.containsKey(arguments[0])) {
			return this.standIns.get(arguments[0]);
		}
		Object result = AopUtils.invokeJoinpointUsingReflection(this.beans, method, arguments);
		return (result instanceof String[] found && method.getName().equals("getBeanNamesForType"))
				? Arrays.stream(found)
					.filter((name) -> !this.hidden.contains(BeanFactoryUtils.transformedBeanName(name)))
					.toArray(String[]::new)
				: result;
	}

	/** Waits for a stop that another thread has begun. None begins after that. */
	void await(long nanos) {
		synchronized (this) {
			this.closing = true;
		}
		if (!isOnThisThread()) {
			BoundedWait.uninterruptibly(this.ended, Math.max(0, nanos));
		}
	}

	/** Whether a bean that is being stopped early has called. */
	boolean isOnThisThread() {
		return this.thread == Thread.currentThread() && this.ended.getCount() > 0;
	}

	/** Spring's own, for some of the beans. */
	private static final class Processor extends DefaultLifecycleProcessor {

		private final Map<String, StoppedBean> chosen;

		private Processor(Map<String, StoppedBean> chosen, ConfigurableListableBeanFactory beans) {
			this.chosen = chosen;
			setBeanFactory(beans);
		}

		@Override
		protected Map<String, Lifecycle> getLifecycleBeans() {
			return new LinkedHashMap<>(this.chosen);
		}

	}

	/** A bean that is stopped once, and of which it is known whether it has. */
	private final class StoppedBean implements SmartLifecycle {

		private final Lifecycle bean;

		private volatile boolean asked;

		private volatile boolean stopped;

		private StoppedBean(Lifecycle bean) {
			this.bean = bean;
		}

		@Override
		public void start() {
			throw new UnsupportedOperationException("It is only stopped");
		}

		@Override
		public void stop() {
			this.bean.stop();
		}

		@Override
		public void stop(Runnable callback) {
			this.asked = true;
			AtomicBoolean called = new AtomicBoolean();
			Runnable goOn = () -> {
				if (called.compareAndSet(false, true)) {
					callback.run();
				}
			};
			if (this.bean instanceof StandIn) {
				EarlyStop.this.waiting.add(goOn);
			}
			Runnable whenStopped = () -> {
				this.stopped = true;
				EarlyStop.this.waiting.remove(goOn);
				goOn.run();
			};
			if (this.bean instanceof StandIn && EarlyStop.this.cut) {
				goOn.run();
			}
			if (this.bean instanceof SmartLifecycle smart) {
				smart.stop(whenStopped);
			}
			else {
				this.bean.stop();
				whenStopped.run();
			}
		}

		@Override
		public boolean isRunning() {
			return this.bean.isRunning();
		}

		@Override
		public int getPhase() {
			return ShutdownPhases.phase(this.bean);
		}

		/** One that nothing has asked was stopped by another bean, or runs. */
		private boolean hasStopped() {
			return this.asked ? this.stopped : !ShutdownPhases.isRunning(this.bean);
		}

	}

}
