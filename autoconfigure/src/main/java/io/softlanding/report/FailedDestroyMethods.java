/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.report;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.MultiPassParticipant;

import org.springframework.beans.factory.annotation.InitDestroyAnnotationBeanPostProcessor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.annotation.CommonAnnotationBeanPostProcessor;

/**
 * Reports beans whose destroy methods fail after the drain, because what such a method
 * would have written is lost. Spring only logs them, and offers no other hook: their
 * names are read from its warnings.
 */
final class FailedDestroyMethods extends AppenderBase<ILoggingEvent> implements MultiPassParticipant {

	/** Of Spring's classes that call destroy methods. */
	private static final List<String> LOGGERS = List.of(CommonAnnotationBeanPostProcessor.class.getName(),
			InitDestroyAnnotationBeanPostProcessor.class.getName(), DefaultListableBeanFactory.class.getName(),
			DefaultListableBeanFactory.class.getPackageName() + ".DisposableBeanAdapter");

	private static final Pattern BEAN = Pattern.compile("bean with name '([^']+)'");

	private static final int MOST_NAMED = 20;

	private final LoggerContext logback;

	private final Set<String> beans = Collections.synchronizedSet(new TreeSet<>());

	FailedDestroyMethods(LoggerContext logback) {
		this.logback = logback;
	}

	@Override
	public String name() {
		return "destroy-methods";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.HANDOFF;
	}

	@Override
	public Duration needs() {
		return Duration.ZERO;
	}

	/** Begins to look, because Spring destroys its beans after the drain. */
	@Override
	public synchronized DrainResult drain(DrainContext context) {
		if (!isStarted()) {
			setContext(this.logback);
			start();
			loggers().forEach((logger) -> logger.addAppender(this));
		}
		return result();
	}

	/** All beans are destroyed. */
	@Override
	public synchronized DrainResult conclude() {
		if (isStarted()) {
			loggers().forEach((logger) -> logger.detachAppender(this));
		}
		return result();
	}

	@Override
	protected void append(ILoggingEvent event) {
		if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
			Matcher matcher = BEAN.matcher(event.getFormattedMessage());
			if (matcher.find()) {
				this.beans.add(matcher.group(1));
			}
		}
	}

	private DrainResult result() {
		List<String> beans;
		synchronized (this.beans) {
			beans = List.copyOf(this.beans);
		}
		if (!beans.isEmpty()) {
			return DrainResult
				.partial("Destroy methods of %d %s failed. See the warnings of Spring in the log", beans.size(),
						(beans.size() == 1) ? "bean" : "beans")
				.with("beans", beans.stream().limit(MOST_NAMED).toList());
		}
		return loggers().allMatch(Logger::isWarnEnabled) ? DrainResult.nothingToDo("No destroy method has failed")
				: DrainResult.assumed("Warnings of Spring are not logged: destroy methods are assumed to succeed");
	}

	private Stream<Logger> loggers() {
		return LOGGERS.stream().map(this.logback::getLogger);
	}

}
