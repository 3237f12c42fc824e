/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.report;

import java.time.Duration;

import io.softlanding.process.DrainLog;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;

/**
 * Reads how the process before this one ended and leaves a mark that this one was here,
 * before any bean of the application is made: a process that is killed during its
 * start-up must not leave the old report to be read once more. Where the mark stays, its
 * process was killed. One that ends by itself before it has started, and has nothing to
 * report, takes it back.
 */
final class StartupMarker implements BeanFactoryPostProcessor {

	/** How long a file system that hangs holds up a start, or the end of one. */
	private static final Duration PATIENCE = Duration.ofSeconds(1);

	/** The beans are looked at by the build, and this is not the process that counts. */
	static final String BUILD = "spring.aot.processing";

	private final @Nullable ReportFile file;

	private final @Nullable ReportDestination place;

	private volatile LastExit lastExit = LastExit.NONE;

	private volatile boolean started;

	StartupMarker(@Nullable ReportFile file, DrainLog log) {
		this.file = file;
		this.place = (file != null) ? new ReportDestination(file, log) : null;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		if (this.file == null || Boolean.getBoolean(BUILD)) {
			return;
		}
		this.lastExit = this.file.read();
		write(ExitStage.RUNNING);
		if (beanFactory instanceof DefaultSingletonBeanRegistry registry) {
			registry.registerDisposableBean(StartupMarker.class.getName(), this::contextEnded);
		}
	}

	/** From here on every end has its report. */
	void applicationStarted() {
		this.started = true;
	}

	private void contextEnded() {
		if (!this.started) {
			write(ExitStage.NONE);
		}
	}

	private void write(ExitStage stage) {
		if (this.place != null) {
			this.place.write(ExitReport.head(stage));
			this.place.flush(PATIENCE);
		}
	}

	LastExit lastExit() {
		return this.lastExit;
	}

	/** Returns the file as a place, for all that is written to it: the order is kept. */
	@Nullable ReportDestination place() {
		return this.place;
	}

}
