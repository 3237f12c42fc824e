/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.http.client.ReactorResourceFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EventLoopShutdown}.
 */
class EventLoopShutdownTests {

	private final ReactorResourceFactory first = new ReactorResourceFactory();

	private final ReactorResourceFactory second = new ReactorResourceFactory() {
	};

	@Test
	void loopsEndSoonWhereNobodyHasSetATime() {
		limit();
		limit();
		assertTimes(this.first, Duration.ZERO, Duration.ofMillis(500));
		assertTimes(this.second, Duration.ZERO, Duration.ofMillis(500));
	}

	@Test
	void aQuietPeriodThatWasSetIsKept() {
		this.second.setShutdownQuietPeriod(Duration.ofSeconds(1));
		limit();
		assertTimes(this.first, Duration.ZERO, Duration.ofMillis(500));
		assertTimes(this.second, Duration.ofSeconds(1), Duration.ofSeconds(15));
	}

	@Test
	void aTimeoutThatWasSetIsKept() {
		this.second.setShutdownTimeout(Duration.ofSeconds(5));
		limit();
		assertTimes(this.second, Duration.ofSeconds(2), Duration.ofSeconds(5));
	}

	private void limit() {
		StaticListableBeanFactory beans = new StaticListableBeanFactory(
				Map.of("first", this.first, "second", this.second));
		new EventLoopShutdown(beans.getBeanProvider(ReactorResourceFactory.class)).limit();
	}

	private static void assertTimes(ReactorResourceFactory loops, Duration quietPeriod, Duration timeout) {
		assertThat(loops).extracting("shutdownQuietPeriod", "shutdownTimeout").containsExactly(quietPeriod, timeout);
	}

}
