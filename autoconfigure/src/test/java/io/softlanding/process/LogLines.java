/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/**
 * A logger of its own whose events a test can look at.
 */
public final class LogLines extends AppenderBase<ILoggingEvent> {

	private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

	private final Logger logger;

	private final DrainLog log;

	public LogLines(Class<?> test) {
		this.logger = (Logger) LoggerFactory.getLogger("test." + test.getSimpleName() + System.nanoTime());
		this.logger.setLevel(Level.INFO);
		this.logger.setAdditive(false);
		start();
		this.logger.addAppender(this);
		this.log = new DrainLog(this.logger);
	}

	public DrainLog log() {
		return this.log;
	}

	public List<ILoggingEvent> events() {
		this.log.flush(Duration.ofSeconds(10));
		return this.events;
	}

	public List<String> messages() {
		return events().stream().map(ILoggingEvent::getFormattedMessage).toList();
	}

	@Override
	protected void append(ILoggingEvent event) {
		this.events.add(event);
	}

}
