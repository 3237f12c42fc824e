/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.readiness;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.availability.ApplicationAvailabilityBean;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Controls the readiness of this instance. A feature holds a named reason to refuse
 * traffic. The instance accepts traffic again when the last reason is released. Can be
 * used by any thread.
 *
 * <p>
 * The state of Spring Boot's availability is changed directly, so that the next probe is
 * refused, and then by an event, for all other listeners.
 *
 * @since 0.1
 */
public final class ReadinessGate implements ApplicationListener<AvailabilityChangeEvent<ReadinessState>> {

	private static final Logger logger = LoggerFactory.getLogger(ReadinessGate.class);

	private final ConfigurableApplicationContext context;

	private volatile Set<String> reasons = Collections.emptySortedSet();

	private volatile List<ApplicationAvailabilityBean> availability = List.of();

	/**
	 * What the application last published itself; Spring Boot says it at the end of
	 * start-up.
	 */
	private volatile ReadinessState others = ReadinessState.REFUSING_TRAFFIC;

	public ReadinessGate(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Refuses traffic for a reason. Has no effect if the reason is already held.
	 * @param reason a short name such as {@code drain}
	 */
	public void hold(String reason) {
		hold(reason, Runnable::run);
	}

	/**
	 * Refuses traffic for a reason, and calls the listeners on another thread, because
	 * they may be slow.
	 * @param reason a short name such as {@code drain}
	 * @param teller the executor that calls the listeners
	 */
	public void hold(String reason, Executor teller) {
		if (!this.reasons.contains(reason) && change(reason, true)) {
			refuse();
			teller.execute(() -> {
				becomeLastListener();
				publish(ReadinessState.REFUSING_TRAFFIC);
			});
		}
	}

	/**
	 * Releases a reason. Has no effect if the reason is not held. Traffic is not accepted
	 * before Spring Boot has published for the first time that the application is ready.
	 * @param reason the name of the reason
	 */
	public void release(String reason) {
		if (change(reason, false) && !isHeld()) {
			publish(this.others);
			if (isHeld()) {
				// It was held meanwhile, and that was published before this.
				publish(ReadinessState.REFUSING_TRAFFIC);
			}
		}
	}

	/**
	 * Returns the reasons to refuse traffic.
	 * @return the reasons, in alphabetical order; empty if the instance does not refuse
	 * traffic
	 */
	public Set<String> reasons() {
		return this.reasons;
	}

	public boolean isHeld() {
		return !this.reasons.isEmpty();
	}

	@Override
	public void onApplicationEvent(AvailabilityChangeEvent<ReadinessState> event) {
		if (event.getSource() == this) {
			return;
		}
		this.others = event.getState();
		if (this.availability.isEmpty()) {
			this.availability = this.context.getBeanProvider(ApplicationAvailabilityBean.class).stream().toList();
		}
		if (isHeld() && event.getState() == ReadinessState.ACCEPTING_TRAFFIC) {
			refuse();
			publish(ReadinessState.REFUSING_TRAFFIC);
		}
	}

	/**
	 * Listeners without an order are called in the order of their registration: from the
	 * last place, a refusal is the last word for all of them.
	 */
	private void becomeLastListener() {
		this.context.removeApplicationListener(this);
		this.context.addApplicationListener(this);
	}

	private synchronized boolean change(String reason, boolean held) {
		Set<String> changed = new TreeSet<>(this.reasons);
		boolean different = held ? changed.add(reason) : changed.remove(reason);
		this.reasons = Collections.unmodifiableSet(changed);
		return different;
	}

	private void refuse() {
		AvailabilityChangeEvent<ReadinessState> event = new AvailabilityChangeEvent<>(this,
				ReadinessState.REFUSING_TRAFFIC);
		this.availability.forEach((bean) -> bean.onApplicationEvent(event));
	}

	private void publish(ReadinessState state) {
		try {
			AvailabilityChangeEvent.publish(this.context, this, state);
		}
		catch (RuntimeException ex) {
			// A listener's failure, or a context that is gone: probes have the answer
			// already.
			logger.warn("A listener failed when readiness changed to {}", state, ex);
		}
	}

}
