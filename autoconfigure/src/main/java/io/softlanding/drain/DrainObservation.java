/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * The observation {@code softlanding.drain}, from the drain's beginning to the end of its
 * back half, with an event for the end of each phase. Used by one thread.
 */
final class DrainObservation implements DrainListener, SmartInitializingSingleton {

	private static final String NAME = "softlanding.drain";

	private final ConfigurableListableBeanFactory beans;

	private volatile String[] names = {};

	private @Nullable Observation observation;

	DrainObservation(ConfigurableListableBeanFactory beans) {
		this.beans = beans;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.names = BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beans, ObservationRegistry.class, true,
				false);
	}

	/**
	 * Returns the only or primary registry if it exists by now. Makes none: an
	 * application that starts lazily may never need one, and the bean factory may be
	 * locked by something that hangs.
	 */
	private ObservationRegistry registry() {
		for (String name : this.names) {
			BeanFactory factory = this.beans;
			while (factory instanceof ConfigurableListableBeanFactory each) {
				boolean chosen = this.names.length == 1
						|| each.containsBeanDefinition(name) && each.getBeanDefinition(name).isPrimary();
				if (chosen && each.getSingleton(name) instanceof ObservationRegistry registry) {
					return registry;
				}
				factory = each.getParentBeanFactory();
			}
		}
		return ObservationRegistry.NOOP;
	}

	@Override
	public void drainBegan(DrainReason reason) {
		// The outcome is there from the start: series of one name have the same tags.
		this.observation = Observation.createNotStarted(NAME, registry())
			.contextualName("drain")
			.lowCardinalityKeyValue("reason", reason.name())
			.lowCardinalityKeyValue("outcome", "UNKNOWN")
			.start();
	}

	@Override
	public void phaseEnded(DrainPhase phase, DrainOutcome outcome, Duration took, Instant at) {
		if (this.observation != null) {
			String name = phase.name().toLowerCase(Locale.ROOT).replace('_', '-');
			this.observation.event(Observation.Event.of(name, phase + " " + Drain.text(outcome), at.toEpochMilli()));
		}
	}

	@Override
	public void drainEnded(DrainOutcome outcome) {
		if (this.observation != null) {
			this.observation.lowCardinalityKeyValue("outcome", outcome.name()).stop();
			this.observation = null;
		}
	}

}
