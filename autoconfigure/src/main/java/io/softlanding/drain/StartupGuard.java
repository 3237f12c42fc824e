/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

import io.softlanding.process.ExitWatchdog;
import io.softlanding.process.Platform;
import io.softlanding.process.ProcessControl;
import io.softlanding.process.SoftlandingThread;
import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/**
 * Halts a process that is told to end while its beans are still being made and cannot:
 * nothing is drained then, and Spring waits without limit for a start-up that hangs. From
 * the moment the application has started, the {@link DrainController} watches.
 */
final class StartupGuard
		implements BeanFactoryPostProcessor, ApplicationContextAware, ApplicationListener<ApplicationStartedEvent> {

	private static final String GRACE_PERIOD = "softlanding.drain.grace-period";

	private static final Logger logger = LoggerFactory.getLogger(StartupGuard.class);

	private final Function<BeanFactory, DrainReporter> reporter;

	private final Consumer<Thread> add;

	private final Consumer<Thread> remove;

	private @Nullable ApplicationContext context;

	private volatile @Nullable Thread hook;

	/**
	 * Creates a guard that does not watch yet.
	 * @param reporter returns what reports that the process is halted
	 * @param add adds a shutdown hook
	 * @param remove removes it; either may throw an {@link IllegalStateException} when
	 * the virtual machine shuts down
	 */
	StartupGuard(Function<BeanFactory, DrainReporter> reporter, Consumer<Thread> add, Consumer<Thread> remove) {
		this.reporter = reporter;
		this.add = add;
		this.remove = remove;
	}

	@Override
	public void setApplicationContext(ApplicationContext context) {
		this.context = context;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		ApplicationContext context = Objects.requireNonNull(this.context);
		Environment environment = context.getEnvironment();
		if (ContextCloseHook.isInContainer(context) || environment.getProperty(GRACE_PERIOD) == null) {
			// An assumed grace period is no reason to break off a migration, for example.
			return;
		}
		DrainReporter reporter = this.reporter.apply(beanFactory);
		Thread hook = new SoftlandingThread("startup-guard", () -> guard(environment, reporter));
		try {
			this.add.accept(hook);
		}
		catch (IllegalStateException ex) {
			hook.start();
		}
		this.hook = hook;
		if (beanFactory instanceof DefaultSingletonBeanRegistry registry) {
			registry.registerDisposableBean(StartupGuard.class.getName(), this::release);
		}
	}

	private static void guard(Environment environment, DrainReporter reporter) {
		long now = System.nanoTime();
		DrainBudget budget;
		try {
			DrainProperties properties = DrainProperties.of(environment);
			if (properties.mode() == DrainProperties.Mode.OBSERVE) {
				return;
			}
			budget = DrainBudget.of(properties, GracePeriod.of(properties, Platform.NONE, Duration.ZERO));
		}
		catch (RuntimeException ex) {
			// The start fails because of it, and reports it better.
			return;
		}
		new ExitWatchdog(ProcessControl.SYSTEM, NanoClock.SYSTEM, reporter::forced, true, budget.lateNanos())
			.guardExit(now + budget.haltAfter().toNanos());
	}

	@Override
	public void onApplicationEvent(ApplicationStartedEvent event) {
		if (event.getApplicationContext() == this.context) {
			release();
		}
	}

	/**
	 * Ends the guard: the context is watched by others, or has closed. Releasing again
	 * does nothing.
	 */
	private void release() {
		Thread hook = this.hook;
		if (hook == null) {
			return;
		}
		this.hook = null;
		try {
			this.remove.accept(hook);
		}
		catch (IllegalStateException ex) {
			// It runs, and goes on watching: the process has not ended yet.
			logger.debug("The virtual machine began to shut down just now", ex);
		}
	}

}
