/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import io.softlanding.work.RunningWork.Kind;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.event.SmartApplicationListener;

/**
 * What runs on the thread that starts the application when all beans exist: runners, and
 * listeners of the last events of the start. A task like others, which ends when Spring
 * Boot publishes readiness after that.
 */
final class StartupTask implements SmartApplicationListener {

	private final WorkRegistry registry;

	private final ApplicationContext context;

	private volatile @Nullable RunningWork work;

	private volatile boolean ready;

	StartupTask(WorkRegistry registry, ApplicationContext context) {
		this.registry = registry;
		this.context = context;
	}

	/** Begins it, before the first of them is called. */
	void begin() {
		this.registry.applicationStarted();
		RunningWork work = this.registry.begin(Kind.TASK, null, null);
		work.varies();
		this.work = work;
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		RunningWork work = this.work;
		if (work == null) {
			return;
		}
		if (event instanceof ApplicationReadyEvent readyEvent && readyEvent.getApplicationContext() == this.context) {
			this.ready = true;
		}
		// A multicaster of the application may have an order of its own.
		boolean follows = Thread.currentThread() == work.thread();
		boolean published = event instanceof AvailabilityChangeEvent<?> change
				&& change.getState() instanceof ReadinessState && event.getSource() == this.context;
		if (this.ready && (published || !follows)) {
			work.close();
		}
	}

	@Override
	public boolean supportsAsyncExecution() {
		return false;
	}

	@Override
	public boolean supportsEventType(Class<? extends ApplicationEvent> eventType) {
		return AvailabilityChangeEvent.class.isAssignableFrom(eventType)
				|| ApplicationReadyEvent.class.isAssignableFrom(eventType);
	}

}
