/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.report;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.process.BoundedWait;

/**
 * Flushes Logback. An asynchronous appender cannot be asked whether it has written
 * everything: its queue is empty while it writes the last of it. So an event of our own
 * is sent through, and what was logged before is written when it comes out.
 */
final class LogbackFlush implements LogAppenders.Witness {

	private static final long AGAIN_MILLIS = 20;

	private final LoggerContext context;

	LogbackFlush(LoggerContext context) {
		this.context = context;
	}

	@Override
	public DrainParticipant participant() {
		return new FailedDestroyMethods(this.context);
	}

	@Override
	public boolean flush(Duration patience) {
		long endNanos = System.nanoTime() + patience.toNanos();
		Set<Appender<ILoggingEvent>> appenders = appenders();
		AtomicInteger written = new AtomicInteger();
		// One that hangs must not keep the others.
		return BoundedWait.each("log-flush", patience, appenders.stream().<Runnable>map((appender) -> () -> {
			try {
				if (flush(appender, endNanos)) {
					written.incrementAndGet();
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}).toList()) && written.get() == appenders.size();
	}

	private Set<Appender<ILoggingEvent>> appenders() {
		Set<Appender<ILoggingEvent>> appenders = Collections.newSetFromMap(new IdentityHashMap<>());
		for (Logger logger : this.context.getLoggerList()) {
			logger.iteratorForAppenders().forEachRemaining(appenders::add);
		}
		return appenders;
	}

	private boolean flush(Appender<ILoggingEvent> appender, long endNanos) throws InterruptedException {
		if (!appender.isStarted()) {
			return true;
		}
		if (appender instanceof AsyncAppender async) {
			Iterator<Appender<ILoggingEvent>> behind = async.iteratorForAppenders();
			if (!behind.hasNext()) {
				return true;
			}
			Appender<ILoggingEvent> first = behind.next();
			return comesThrough(async, first, endNanos) && flush(first, endNanos);
		}
		if (appender instanceof OutputStreamAppender<?> stream) {
			return flush(stream.getOutputStream());
		}
		return true;
	}

	private boolean comesThrough(AsyncAppender appender, Appender<ILoggingEvent> behind, long endNanos)
			throws InterruptedException {
		if (behind.getCopyOfAttachedFiltersList().stream().noneMatch(Emergence.class::isInstance)) {
			behind.addFilter(new Emergence());
		}
		Sign sign = new Sign(this.context.getLogger(Logger.ROOT_LOGGER_NAME));
		do {
			// Again and again: a full queue may refuse it.
			appender.doAppend(sign);
			if (sign.seen.await(AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
				return true;
			}
		}
		while (endNanos - System.nanoTime() > 0);
		return false;
	}

	private static boolean flush(OutputStream stream) {
		try {
			if (stream != null) {
				stream.flush();
			}
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/** What is sent through; as severe as can be, for the filters on its way. */
	private static final class Sign extends LoggingEvent {

		private final CountDownLatch seen = new CountDownLatch(1);

		Sign(Logger logger) {
			super(LogbackFlush.class.getName(), logger, Level.ERROR, "Flushed", null, null);
		}

	}

	/** Sees it come out, and keeps it from the log. */
	private static final class Emergence extends Filter<ILoggingEvent> {

		@Override
		public FilterReply decide(ILoggingEvent event) {
			if (event instanceof Sign sign) {
				sign.seen.countDown();
				return FilterReply.DENY;
			}
			return FilterReply.NEUTRAL;
		}

	}

}
