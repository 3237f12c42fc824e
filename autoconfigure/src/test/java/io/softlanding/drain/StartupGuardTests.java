/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import org.mockito.Mockito;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

class StartupGuardTests {

	private final List<Thread> hooks = new ArrayList<>();

	private final GenericApplicationContext context = new GenericApplicationContext();

	private final StandardEnvironment environment = new StandardEnvironment();

	private final DefaultListableBeanFactory beans = new DefaultListableBeanFactory();

	private final StartupGuard guard = new StartupGuard((beans) -> Mockito.mock(DrainReporter.class), this.hooks::add,
			this.hooks::remove);

	StartupGuardTests() {
		this.context.setEnvironment(this.environment);
		this.guard.setApplicationContext(this.context);
		declare("softlanding.drain.grace-period", "30s");
	}

	private void declare(String property, String value) {
		this.environment.getPropertySources().addFirst(new MapPropertySource(property, Map.of(property, value)));
	}

	@Test
	void doesNotWatchWhenTheGracePeriodIsOnlyAssumed() {
		this.environment.getPropertySources().remove("softlanding.drain.grace-period");
		this.guard.postProcessBeanFactory(this.beans);
		assertThat(this.hooks).isEmpty();
	}

	@Test
	void watchesFromBeforeTheFirstBean() {
		this.guard.postProcessBeanFactory(this.beans);
		assertThat(this.hooks).hasSize(1);
	}

	@Test
	void letsGoWhenTheApplicationIsReady() {
		this.guard.postProcessBeanFactory(this.beans);
		this.guard.onApplicationEvent(ready(new GenericApplicationContext()));
		assertThat(this.hooks).hasSize(1);
		this.guard.onApplicationEvent(ready(this.context));
		assertThat(this.hooks).isEmpty();
		assertThatCode(this.beans::destroySingletons).doesNotThrowAnyException();
	}

	@Test
	void letsGoOfAContextThatFailedToStart() {
		this.guard.postProcessBeanFactory(this.beans);
		this.beans.destroySingletons();
		assertThat(this.hooks).isEmpty();
	}

	@Test
	void impossibleTimesAreReportedByTheStart() {
		declare("softlanding.drain.timeout", "-1s");
		this.guard.postProcessBeanFactory(this.beans);
		assertThatCode(() -> this.hooks.get(0).run()).doesNotThrowAnyException();
	}

	@Test
	void whatIsSaidInTheLastMomentIsNoError() {
		StartupGuard late = new StartupGuard((beans) -> Mockito.mock(DrainReporter.class), this.hooks::add, (hook) -> {
			throw new IllegalStateException("Shutdown in progress");
		});
		late.setApplicationContext(this.context);
		late.postProcessBeanFactory(this.beans);
		assertThatCode(() -> late.onApplicationEvent(ready(this.context))).doesNotThrowAnyException();
	}

	private static ApplicationStartedEvent ready(GenericApplicationContext context) {
		return new ApplicationStartedEvent(new SpringApplication(), new String[0], context, Duration.ZERO);
	}

}
