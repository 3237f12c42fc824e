/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.discovery;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import io.softlanding.config.LocalBeans;
import io.softlanding.drain.StoppedInFront;

import org.springframework.aop.support.AopUtils;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.Lifecycle;
import org.springframework.context.Phased;

/**
 * Lifecycle beans that Spring Boot stops before the web server closes its port.
 */
final class BeansBeforePort {

	/** Phase of {@code WebServerGracefulShutdownLifecycle}, which closes the port. */
	private static final int PORT_CLOSES = Integer.MAX_VALUE - 1024;

	private final ConfigurableApplicationContext context;

	private final List<StoppedInFront> features;

	/** Stops all of them, or only those that features stop. */
	private final Function<Boolean, List<String>> stop;

	BeansBeforePort(ConfigurableApplicationContext context, Function<Boolean, List<String>> stop) {
		this.context = context;
		this.features = List.copyOf(LocalBeans.existing(context.getBeanFactory(), StoppedInFront.class).values());
		this.stop = stop;
	}

	/** Those that run or, if a feature stops them, still have work to finish. */
	Map<String, Lifecycle> running() {
		Map<String, Lifecycle> beans = new TreeMap<>(
				LocalBeans.existing(this.context.getBeanFactory(), Lifecycle.class));
		beans.values()
			.removeIf((bean) -> !(bean instanceof Phased phased && phased.getPhase() > PORT_CLOSES)
					|| !this.features.stream()
						.filter((feature) -> feature.stops(bean))
						.findFirst()
						.map((feature) -> feature.isRunning(bean))
						.orElseGet(bean::isRunning));
		return beans;
	}

	/** Whether a feature stops it, so that nothing but its own work needs the port. */
	boolean isListener(Lifecycle bean) {
		return this.features.stream().anyMatch((feature) -> feature.stops(bean));
	}

	/**
	 * Whether it may need the port when it is stopped, which message listeners of Spring
	 * and of its kind do not.
	 */
	static boolean isOfApplication(Lifecycle bean) {
		Class<?> type = AopUtils.getTargetClass(bean);
		for (Class<?> parent = type; parent != null
				&& Lifecycle.class.isAssignableFrom(parent); parent = parent.getSuperclass()) {
			type = parent;
		}
		return !type.getName().startsWith("org.springframework.");
	}

	/**
	 * Stops them in Spring's order.
	 * @param all whether to stop all, and not only those that features stop
	 * @return the names of those that have not stopped
	 */
	List<String> stop(boolean all) {
		return this.stop.apply(all);
	}

}
