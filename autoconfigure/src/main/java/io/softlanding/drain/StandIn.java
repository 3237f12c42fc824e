/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.util.List;
import java.util.Map;

import org.springframework.context.Lifecycle;
import org.springframework.context.SmartLifecycle;

/**
 * What Spring stops in the place of a bean that a feature stops.
 */
final class StandIn implements SmartLifecycle {

	private final Lifecycle bean;

	private final StoppedInFront feature;

	private StandIn(Lifecycle bean, StoppedInFront feature) {
		this.bean = bean;
		this.feature = feature;
	}

	/** Puts one in the place of each bean that a feature stops. */
	static void replace(Map<String, Lifecycle> beans, List<StoppedInFront> features) {
		beans.replaceAll((name, bean) -> features.stream()
			.filter((feature) -> feature.stops(bean))
			.<Lifecycle>map((feature) -> new StandIn(bean, feature))
			.findFirst()
			.orElse(bean));
	}

	@Override
	public void start() {
		this.bean.start();
	}

	@Override
	public void stop() {
		this.bean.stop();
	}

	@Override
	public void stop(Runnable callback) {
		this.feature.stop(this.bean, callback);
	}

	@Override
	public boolean isRunning() {
		return this.feature.isRunning(this.bean);
	}

	@Override
	public int getPhase() {
		return ShutdownPhases.phase(this.bean);
	}

}
