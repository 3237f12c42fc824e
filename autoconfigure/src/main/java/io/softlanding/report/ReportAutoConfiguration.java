/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.report;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.LoggerContext;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.config.InvalidConfigurationException;
import io.softlanding.config.LocalBeans;
import io.softlanding.drain.DrainProperties;
import io.softlanding.process.DrainLog;
import io.softlanding.readiness.ReadinessGate;
import org.apache.logging.log4j.LogManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * Auto-configuration of the reports: status endpoint, exit report, last exit and the
 * flush of the log.
 *
 * @since 0.1
 */
@AutoConfiguration
@ConditionalOnProperty(prefix = "softlanding", name = { "enabled", "drain.enabled" }, matchIfMissing = true)
@RegisterReflectionForBinding(DrainProperties.class)
public final class ReportAutoConfiguration {

	private static final String REPORT_FILE = "softlanding.drain.report-file";

	private static final String TERMINATION_MESSAGE = "softlanding.drain.termination-message";

	/**
	 * Static and without parameters that are looked up by type: a guard of the start-up
	 * uses it.
	 */
	@Bean
	static ExitReport softlandingExitReport(ObjectProvider<ConfigurableApplicationContext> context,
			ObjectProvider<ReadinessGate> gate, ObjectProvider<LogFlush> flushes, ObjectProvider<StartupMarker> marker,
			Environment environment) {
		return new ExitReport(gate::getObject, () -> LocalBeans.of(context.getObject(), StatusSection.class).toList(),
				() -> new LogAppenders(flushes.orderedStream().toList()),
				(log) -> places(DrainProperties.of(environment), marker.getIfAvailable(), log),
				() -> marker.ifAvailable(StartupMarker::applicationStarted));
	}

	private static List<ReportDestination> places(DrainProperties properties, @Nullable StartupMarker marker,
			DrainLog log) {
		List<ReportDestination> places = new ArrayList<>();
		places.add(new ReportDestination(
				new TerminationMessage(path(TERMINATION_MESSAGE, properties.terminationMessage())), log));
		ReportDestination file = (marker != null) ? marker.place() : null;
		if (file != null) {
			places.add(file);
		}
		return places;
	}

	private static Path path(String property, String value) {
		try {
			return Path.of(value);
		}
		catch (InvalidPathException ex) {
			throw new InvalidConfigurationException("%s is not the path of a file.".formatted(property),
					"Set %s to the path of a file in a directory that exists.".formatted(property));
		}
	}

	@Bean
	@Conditional(OnReportFile.class)
	static StartupMarker softlandingStartupMarker(Environment environment) {
		String path = environment.getProperty(REPORT_FILE);
		ReportFile file = StringUtils.hasText(path) ? new ReportFile(path(REPORT_FILE, path)) : null;
		return new StartupMarker(file, new DrainLog(LoggerFactory.getLogger(ExitReport.class)));
	}

	@Bean
	@Conditional(OnReportFile.class)
	LastExit softlandingLastExit(StartupMarker marker) {
		return marker.lastExit();
	}

	/**
	 * Matches where a file is set, and where the application is processed ahead of time:
	 * the file depends on where it runs.
	 */
	static final class OnReportFile implements Condition {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			return context.getEnvironment().containsProperty(REPORT_FILE) || Boolean.getBoolean(StartupMarker.BUILD);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(AsyncAppender.class)
	static class LogbackConfiguration {

		@Bean
		LogFlush softlandingLogbackFlush() {
			return (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) ? new LogbackFlush(logback)
					: LogFlush.NOTHING;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(org.apache.logging.log4j.core.LoggerContext.class)
	static class Log4j2Configuration {

		@Bean
		LogFlush softlandingLog4j2Flush() {
			return (LogManager.getContext(false) instanceof org.apache.logging.log4j.core.LoggerContext log4j)
					? new Log4j2Flush(log4j) : LogFlush.NOTHING;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
	static class EndpointConfiguration {

		@Bean
		@ConditionalOnAvailableEndpoint
		@ConditionalOnMissingBean
		ShutdownStatusEndpoint softlandingShutdownStatusEndpoint(ExitReport report) {
			return new ShutdownStatusEndpoint(report);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	@Conditional(OnReportFile.class)
	static class MetricsConfiguration {

		@Bean
		ExitMetrics softlandingExitMetrics(LastExit last) {
			return new ExitMetrics(last);
		}

	}

}
