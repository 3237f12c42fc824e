/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import io.softlanding.readiness.ReadinessGate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.availability.ApplicationAvailabilityBean;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

class AvailabilityTests {

	private final GenericApplicationContext context = new GenericApplicationContext();

	private final ReadinessGate gate = new ReadinessGate(this.context);

	private final ApplicationAvailabilityBean availability = new ApplicationAvailabilityBean();

	@BeforeEach
	void start() {
		this.context.registerBean(ApplicationAvailabilityBean.class, () -> this.availability);
		this.context.registerBean(ReadinessGate.class, () -> this.gate);
		this.context.refresh();
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	@Test
	void isLeftAloneWhileNothingHoldsTheGate() {
		assertThat(this.availability.getReadinessState()).isEqualTo(ReadinessState.REFUSING_TRAFFIC);
		bootSays(ReadinessState.ACCEPTING_TRAFFIC);
		assertThat(this.availability.getReadinessState()).isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
		bootSays(ReadinessState.REFUSING_TRAFFIC);
		assertThat(this.availability.getReadinessState()).isEqualTo(ReadinessState.REFUSING_TRAFFIC);
	}

	@Test
	void heldGateRefusesInEveryWayToAsk() {
		bootSays(ReadinessState.ACCEPTING_TRAFFIC);
		this.gate.hold("drain");
		assertThat(this.availability.getReadinessState()).isEqualTo(ReadinessState.REFUSING_TRAFFIC);
		assertThat(this.availability.getState(ReadinessState.class)).isEqualTo(ReadinessState.REFUSING_TRAFFIC);
		assertThat(this.availability.getState(ReadinessState.class, ReadinessState.ACCEPTING_TRAFFIC))
			.isEqualTo(ReadinessState.REFUSING_TRAFFIC);
	}

	@Test
	void acceptanceWhileHeldDoesNotLast() {
		this.gate.hold("drain");
		bootSays(ReadinessState.ACCEPTING_TRAFFIC);
		assertThat(this.availability.getReadinessState()).isEqualTo(ReadinessState.REFUSING_TRAFFIC);
	}

	@Test
	void probesAreRefusedBeforeTheListenersAreTold() {
		bootSays(ReadinessState.ACCEPTING_TRAFFIC);
		this.gate.hold("drain", (teller) -> {
		});
		assertThat(this.availability.getReadinessState()).isEqualTo(ReadinessState.REFUSING_TRAFFIC);
	}

	@Test
	void acceptanceComesBackWithTheRelease() {
		this.gate.hold("drain");
		bootSays(ReadinessState.ACCEPTING_TRAFFIC);
		this.gate.release("drain");
		assertThat(this.availability.getReadinessState()).isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
	}

	@Test
	void livenessIsNotGated() {
		AvailabilityChangeEvent.publish(this.context, LivenessState.CORRECT);
		this.gate.hold("drain");
		assertThat(this.availability.getLivenessState()).isEqualTo(LivenessState.CORRECT);
		assertThat(this.availability.getState(LivenessState.class)).isEqualTo(LivenessState.CORRECT);
	}

	private void bootSays(ReadinessState state) {
		AvailabilityChangeEvent.publish(this.context, state);
	}

}
