/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import java.time.Duration;

import io.softlanding.time.NanoClock;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StartupTask}.
 */
class StartupTaskTests {

	private final WorkRegistry registry = new WorkRegistry(NanoClock.SYSTEM);

	private final GenericApplicationContext context = new GenericApplicationContext();

	private final StartupTask start = new StartupTask(this.registry, this.context);

	@Test
	void endsWhenReadinessIsPublishedAfterTheListeners() {
		this.start.onApplicationEvent(readiness(this.context));
		assertThat(this.registry.running()).isEmpty();
		this.start.begin();
		this.start.onApplicationEvent(readiness(this.context));
		assertThat(this.registry.running()).as("published by a runner").hasSize(1);
		this.start.onApplicationEvent(ready(new GenericApplicationContext()));
		this.start.onApplicationEvent(readiness(this.context));
		assertThat(this.registry.running()).as("ready is a context below").hasSize(1);
		this.start.onApplicationEvent(ready(this.context));
		assertThat(this.registry.running()).as("its listeners work").hasSize(1);
		this.start.onApplicationEvent(readiness(new GenericApplicationContext()));
		assertThat(this.registry.running()).as("of a context below").hasSize(1);
		this.start.onApplicationEvent(readiness(this.context));
		assertThat(this.registry.running()).isEmpty();
		assertThat(this.registry.get()).isNull();
	}

	@Test
	void endsInWhateverOrderEventsAreHeardOnOtherThreads() throws Exception {
		this.start.begin();
		for (Runnable event : new Runnable[] { () -> this.start.onApplicationEvent(readiness(this.context)),
				() -> this.start.onApplicationEvent(ready(this.context)) }) {
			Thread thread = new Thread(event);
			thread.start();
			thread.join();
		}
		assertThat(this.registry.running()).isEmpty();
	}

	private static AvailabilityChangeEvent<ReadinessState> readiness(GenericApplicationContext context) {
		return new AvailabilityChangeEvent<>(context, ReadinessState.ACCEPTING_TRAFFIC);
	}

	private static ApplicationReadyEvent ready(GenericApplicationContext context) {
		return new ApplicationReadyEvent(new SpringApplication(), new String[0], context, Duration.ZERO);
	}

}
