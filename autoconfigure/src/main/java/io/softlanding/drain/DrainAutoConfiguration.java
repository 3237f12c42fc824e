/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.LoggerContext;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.observation.ObservationRegistry;
import io.softlanding.config.InvalidConfigurationException;
import io.softlanding.config.SoftlandingProperties;
import io.softlanding.inflight.CallerAddress;
import io.softlanding.process.Deployment;
import io.softlanding.process.DrainLog;
import io.softlanding.process.Platform;
import io.softlanding.process.ProcessControl;
import io.softlanding.readiness.ReadinessGate;
import io.softlanding.readiness.ReadinessHealth;
import io.softlanding.report.ExitMetrics;
import io.softlanding.report.ExitReportParticipant;
import io.softlanding.report.LastExit;
import io.softlanding.report.Log4j2Flush;
import io.softlanding.report.LogAppenders;
import io.softlanding.report.LogFlush;
import io.softlanding.report.LogbackFlush;
import io.softlanding.report.ReportFile;
import io.softlanding.report.ReportPlace;
import io.softlanding.report.ReportPlaces;
import io.softlanding.report.ShutdownStatusEndpoint;
import io.softlanding.report.StartMarker;
import io.softlanding.report.StatusSection;
import io.softlanding.report.TerminationMessage;
import io.softlanding.time.NanoClock;
import org.apache.logging.log4j.LogManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMapper;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Auto-configuration of the drain: controller, readiness, status endpoint and metrics.
 *
 * @since 0.1
 */
@AutoConfiguration
@ConditionalOnProperty(prefix = "softlanding", name = { "enabled", "drain.enabled" }, matchIfMissing = true)
@EnableConfigurationProperties({ DrainProperties.class, SoftlandingProperties.class })
@Import(ReadinessHealth.class)
public final class DrainAutoConfiguration {

	private static final String REPORT_FILE = "softlanding.drain.report-file";

	static final String PHASE_TIMEOUT = "spring.lifecycle.timeout-per-shutdown-phase";

	/** How long an observed drain waits for what features show. */
	private static final Duration SECTIONS = Duration.ofMillis(500);

	@Bean
	ReadinessGate softlandingReadinessGate(ConfigurableApplicationContext context) {
		return new ReadinessGate(context);
	}

	@Bean
	Platform softlandingPlatform(Environment environment) {
		return Platform.detect(environment, Path.of("/"));
	}

	@Bean
	static ContextEnd softlandingContextEnd() {
		return new ContextEnd();
	}

	@Bean
	static Deployment softlandingDeployment(ApplicationContext context) {
		return new Deployment(context);
	}

	@Bean
	static StartupGuard softlandingStartupGuard(ConfigurableApplicationContext context, Environment environment) {
		return new StartupGuard(context, environment, Runtime.getRuntime()::addShutdownHook,
				Runtime.getRuntime()::removeShutdownHook);
	}

	@Bean
	@ConditionalOnMissingBean
	ProcessControl softlandingProcessControl(Deployment deployment) {
		return deployment.process();
	}

	@Bean
	DrainController softlandingDrainController(ConfigurableApplicationContext context, ContextEnd end,
			DrainProperties properties, Platform platform, ReadinessGate readiness, ProcessControl process,
			ObjectProvider<DrainParticipant> participants, ObjectProvider<StatusSection> sections,
			ObjectProvider<LogFlush> logs) {
		Duration phaseTimeout = Binder.get(context.getEnvironment()).bind(PHASE_TIMEOUT, Duration.class).orElse(null);
		GracePeriod gracePeriod = GracePeriod.of(properties, platform, phaseTimeout);
		DrainBudget budget = DrainBudget.of(properties, gracePeriod);
		gracePeriod.verify(budget);
		StartMarker marker = context.getBeanProvider(StartMarker.class).getIfAvailable();
		LogAppenders appenders = new LogAppenders(logs.orderedStream().toList());
		ExitReportParticipant report = new ExitReportParticipant();
		LifecycleBeans lifecycleBeans = new LifecycleBeans(NanoClock.SYSTEM);
		Observation observation = new Observation();
		boolean acts = properties.mode() == DrainProperties.Mode.ACT;
		Stream<DrainParticipant> acting = Stream.concat(
				Stream.of(AnnounceParticipant.readiness(readiness),
						AnnounceParticipant.startedEvent(context, budget.timeout()), lifecycleBeans),
				own(participants, context, DrainParticipant.class));
		Stream<DrainParticipant> others = acts ? acting
				: Stream.concat(Stream.of(observation), acting.map(ObservedParticipant::new));
		DrainPlan plan = new DrainPlan(Stream.concat(others, Stream.of(report, appenders)).toList(), acts);
		DrainLog log = new DrainLog(LoggerFactory.getLogger(DrainController.class));
		DrainController controller = new DrainController(context, lifecycleBeans, plan, budget,
				new StartupLine(gracePeriod, budget, phaseTimeout,
						gracePeriod.declared() || properties.haltAfter() != null, acts),
				readiness, NanoClock.SYSTEM, process, () -> own(sections, context, StatusSection.class).toList(),
				Stream
					.concat(acts ? Stream.of(Rehearsal.afterAnnounce(plan, readiness)) : Stream.empty(),
							own(context.getBeanProvider(DrainListener.class), context, DrainListener.class))
					.toList(),
				new ReportPlaces(log, appenders, places(properties, marker, log)));
		report.writes(controller.report()::pending);
		observation.looksAt(() -> controller.status().sections(SECTIONS));
		if (marker != null) {
			controller.atStart(marker::applicationStarted);
		}
		end.then(() -> controller.whenClosing(Drain::beforeStop), controller::contextEnded);
		return controller;
	}

	/** Those of a parent context belong to the drain of the parent. */
	private static <T> Stream<T> own(ObjectProvider<T> beans, ConfigurableApplicationContext context, Class<T> type) {
		Set<T> own = Collections.newSetFromMap(new IdentityHashMap<>());
		own.addAll(context.getBeansOfType(type).values());
		return beans.orderedStream().filter(own::contains);
	}

	private static List<ReportPlace> places(DrainProperties properties, @Nullable StartMarker marker, DrainLog log) {
		List<ReportPlace> places = new ArrayList<>();
		places.add(new ReportPlace(
				new TerminationMessage(path("softlanding.drain.termination-message", properties.terminationMessage())),
				log));
		ReportPlace file = (marker != null) ? marker.place() : null;
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
			throw new InvalidConfigurationException("%s is no path of a file.".formatted(property),
					"Set %s to the path of a file in a directory that exists.".formatted(property));
		}
	}

	@Bean
	@ConditionalOnProperty(REPORT_FILE)
	static StartMarker softlandingStartMarker(Environment environment) {
		String path = environment.getProperty(REPORT_FILE);
		ReportFile file = StringUtils.hasText(path) ? new ReportFile(path(REPORT_FILE, path)) : null;
		return new StartMarker(file, new DrainLog(LoggerFactory.getLogger(DrainController.class)));
	}

	@Bean
	@ConditionalOnBean(StartMarker.class)
	LastExit softlandingLastExit(StartMarker marker) {
		return marker.lastExit();
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
		static EndpointIds softlandingEndpointIds() {
			return new EndpointIds();
		}

		/** Endpoint ids have no hyphens, paths may. */
		@Bean
		@Order(Ordered.LOWEST_PRECEDENCE)
		PathMapper softlandingPathMapper(BeanFactory beans) {
			EndpointId shutdownStatus = EndpointId.of("shutdownstatus");
			return (endpointId) -> shutdownStatus.equals(endpointId)
					&& beans.containsBean("softlandingShutdownStatusEndpoint") ? "shutdown-status" : null;
		}

		@Bean
		@ConditionalOnAvailableEndpoint
		@ConditionalOnMissingBean
		ShutdownStatusEndpoint softlandingShutdownStatusEndpoint(DrainController controller) {
			return new ShutdownStatusEndpoint(controller.status());
		}

		@Bean
		@ConditionalOnAvailableEndpoint
		@ConditionalOnMissingBean
		DrainEndpoint softlandingDrainEndpoint(DrainController controller, ObjectProvider<CallerAddress> address) {
			return new DrainEndpoint(controller.maintenance(), controller.status(),
					address.getIfAvailable(() -> () -> null));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ObservationRegistry.class)
	static class ObservationConfiguration {

		@Bean
		@ConditionalOnMissingBean
		DrainObservation softlandingDrainObservation(ConfigurableListableBeanFactory beans) {
			return new DrainObservation(beans);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class MetricsConfiguration {

		@Bean
		DrainMetrics softlandingDrainMetrics() {
			return new DrainMetrics();
		}

		@Bean
		ExitMetrics softlandingExitMetrics(ObjectProvider<LastExit> last) {
			return new ExitMetrics(last.getIfAvailable(() -> LastExit.NONE));
		}

	}

}
