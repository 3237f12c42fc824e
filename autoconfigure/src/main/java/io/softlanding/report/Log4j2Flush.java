/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.report;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.softlanding.process.DrainThread;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractOutputStreamAppender;
import org.apache.logging.log4j.core.appender.AsyncAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.filter.AbstractFilter;
import org.apache.logging.log4j.core.filter.AbstractFilterable;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.message.SimpleMessage;

/**
 * Flushes Log4j 2. What is asynchronous in it, loggers or appenders, cannot be asked
 * whether everything is written. So a message of our own is sent through, and what was
 * logged before is written when it comes out.
 */
final class Log4j2Flush implements LogFlush {

	private final LoggerContext context;

	Log4j2Flush(LoggerContext context) {
		this.context = context;
	}

	@Override
	public boolean flush(Duration patience) throws InterruptedException {
		long endNanos = System.nanoTime() + patience.toNanos();
		Configuration configuration = this.context.getConfiguration();
		Collection<Appender> appenders = configuration.getAppenders().values();
		// Loggers first: they fill the queues of the appenders.
		boolean written = comesThrough(configuration.getRootLogger().getAppenders().values(),
				(message) -> this.context.getRootLogger().fatal(message), endNanos);
		for (Appender appender : appenders) {
			if (appender instanceof AsyncAppender async && async.isStarted()) {
				written &= comesThrough(async.getAppenders(), (message) -> async.append(event(message)), endNanos);
			}
		}
		for (Appender appender : appenders) {
			if (appender instanceof AbstractOutputStreamAppender<?> stream && stream.isStarted()) {
				stream.getManager().flush();
			}
		}
		return written;
	}

	private static LogEvent event(Message message) {
		return Log4jLogEvent.newBuilder()
			.setLoggerName("")
			.setLoggerFqcn(Log4j2Flush.class.getName())
			.setLevel(Level.FATAL)
			.setMessage(message)
			.build();
	}

	/**
	 * Sends a message and waits until it comes to the first of the appenders, where it
	 * ends.
	 */
	private static boolean comesThrough(Collection<Appender> appenders, Consumer<Message> sender, long endNanos)
			throws InterruptedException {
		Message sign = new SimpleMessage("Flushed");
		CountDownLatch seen = new CountDownLatch(1);
		Witness witness = new Witness(sign, seen);
		appenders.forEach((appender) -> add(appender, witness));
		try {
			if (appenders.stream().noneMatch((appender) -> appender instanceof AbstractFilterable)) {
				return true;
			}
			// It may have to wait for a place.
			DrainThread.startOrRun("log-flush", () -> sender.accept(sign));
			return seen.await(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
		}
		finally {
			appenders.forEach((appender) -> remove(appender, witness));
		}
	}

	private static void add(Appender appender, Witness witness) {
		if (appender instanceof AbstractFilterable filterable) {
			filterable.addFilter(witness);
		}
	}

	private static void remove(Appender appender, Witness witness) {
		if (appender instanceof AbstractFilterable filterable) {
			filterable.removeFilter(witness);
		}
	}

	/** Sees the message come out, and keeps it from the log. */
	private static final class Witness extends AbstractFilter {

		private final Message sign;

		private final CountDownLatch seen;

		Witness(Message sign, CountDownLatch seen) {
			this.sign = sign;
			this.seen = seen;
		}

		@Override
		public Result filter(LogEvent event) {
			if (event.getMessage() == this.sign) {
				this.seen.countDown();
				return Result.DENY;
			}
			return Result.NEUTRAL;
		}

	}

}
