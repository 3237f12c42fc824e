/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.config.InvalidConfigurationException;
import io.softlanding.drain.ConditionalOnDrain;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.drain.DrainController;
import io.softlanding.drain.DrainState;
import io.softlanding.inflight.UncaughtErrors;
import io.softlanding.inflight.ActuatorRequests;
import io.softlanding.readiness.ReadinessGate;
import io.softlanding.report.ExitReport;
import io.softlanding.time.DurationProperty;
import io.softlanding.time.NanoClock;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.endpoint.EndpointsSupplier;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Auto-configuration that counts uncaught errors and ends a process that cannot go on.
 *
 * @since 0.1
 */
@AutoConfiguration(after = DrainAutoConfiguration.class)
@ConditionalOnDrain(value = "panic", drainOnly = false)
@Import({ RequestPanicsConfiguration.class, ReactivePanicsConfiguration.class, FallbackConfiguration.class,
		SharedPanicsConfiguration.class })
@RegisterReflectionForBinding(PanicProperties.class)
public final class PanicAutoConfiguration {

	private final PanicProperties properties;

	PanicAutoConfiguration(Environment environment) {
		this.properties = PanicProperties.of(environment);
	}

	@Bean
	FatalPanic softlandingFatalPanic(ApplicationContext context, DrainController drain,
			ObjectProvider<ExitReport> report) {
		PanicProperties.Fatal fatal = this.properties.fatal();
		long bytes = fatal.setAside().toBytes();
		if (bytes < 0 || bytes > Integer.MAX_VALUE) {
			throw new InvalidConfigurationException(
					"softlanding.panic.fatal.set-aside is %s.".formatted(fatal.setAside()),
					"Set softlanding.panic.fatal.set-aside to some megabytes, or to 0B.");
		}
		if (fatal.exitCode() < 1 || fatal.exitCode() > 255) {
			throw new InvalidConfigurationException(
					"softlanding.panic.fatal.exit-code is %d, which is not the exit code of a failure.".formatted(
							fatal.exitCode()),
					"Set softlanding.panic.fatal.exit-code to a number from 1 to 255.");
		}
		DurationProperty.positive("softlanding.panic.fatal.timeout", fatal.timeout());
		return new FatalPanic(context, drain, report.getIfAvailable(), fatal);
	}

	@Bean
	PanicRecorder softlandingPanicRecorder(ObjectProvider<PanicLocation.Lookup> places,
			ObjectProvider<PanicClassifier> classifiers, ObjectProvider<PanicReporters> reporters,
			ObjectProvider<DeclaredStatus> status, DrainController drain, FatalPanic fatal, Environment environment) {
		PanicProperties.Log log = this.properties.log();
		if (log.lines() < 0) {
			throw new InvalidConfigurationException("softlanding.panic.log.lines is %d.".formatted(log.lines()),
					"Set softlanding.panic.log.lines to 0 or more.");
		}
		DurationProperty.positive("softlanding.panic.log.window", log.window());
		NanoClock clock = NanoClock.SYSTEM;
		DeclaredStatus declared = status.getIfAvailable(() -> (error) -> 0);
		StandardClassifier standard = new StandardClassifier(new HeapExhaustion(new HeapExhaustion.OldGeneration()),
				declared::of, () -> drain.state() != DrainState.RUNNING, this.properties.emptyResultIsNotFound());
		String instance = environment.getProperty("HOSTNAME", "local") + "-"
				+ UUID.randomUUID().toString().substring(0, 8);
		PanicDetails details = new PanicDetails(
				new PanicDetails.Settings(environment.getProperty("spring.application.name", "application"), instance,
						this.properties.messages(), log.window()),
				places.getIfAvailable(() -> new PanicLocation.Lookup(() -> null)), clock, InstantSource.system(),
				new PanicLog(clock, log.lines(), log.window()),
				reporters.getIfAvailable(() -> new PanicReporters(List.of())));
		return new PanicRecorder(classifiers.orderedStream().toList(), standard, details, clock, fatal);
	}

	@Bean
	@ConditionalOnBean(PanicReporter.class)
	PanicReporters softlandingPanicReporters(ObjectProvider<PanicReporter> reporters) {
		return new PanicReporters(reporters.orderedStream().toList());
	}

	@Bean
	ThreadPanics softlandingThreadPanics(PanicRecorder recorder, DrainController drain) {
		return new ThreadPanics(recorder, drain.ownsProcess());
	}

	@Bean
	static TaskPanics softlandingTaskPanics() {
		return new TaskPanics();
	}

	@Bean
	@Lazy
	UncaughtErrors softlandingUncaughtErrors(PanicRecorder recorder) {
		return (error, request) -> recorder.recordAndMark(error, PanicSource.REQUEST,
				recorder.details().places().here(request.description()), true);
	}

	@Bean
	PanicsStatus softlandingPanicsStatus(PanicRecorder recorder, ObjectProvider<PanicsStatus.Part> parts) {
		return new PanicsStatus(recorder, parts.orderedStream().toList());
	}

	@Bean
	@Lazy
	@Conditional(PanicFeature.Requests.class)
	PanicTimer softlandingPanicTimer(PanicRecorder recorder) {
		return new PanicTimer(recorder::callbackFailed);
	}

	@Bean
	@Conditional(PanicFeature.Readiness.class)
	PanicReadiness softlandingPanicReadiness(PanicRecorder recorder, ReadinessGate gate,
			ObjectProvider<FleetExchange> fleet, PanicTimer watch) {
		PanicProperties.Readiness readiness = this.properties.readiness();
		String prefix = "softlanding.panic.readiness.";
		notNegative(prefix + "panics", readiness.panics());
		notNegative(prefix + "percent", readiness.percent());
		notNegative(prefix + "requests", readiness.requests());
		notNegative(prefix + "routes", readiness.routes());
		if (readiness.panics() + readiness.percent() + readiness.routes() == 0) {
			throw new InvalidConfigurationException(
					"softlanding.panic.readiness has no condition: traffic would always be refused.",
					"Set softlanding.panic.readiness.mode to off, or one of panics, percent and routes to 1 or more.");
		}
		if (readiness.keepReady() < 0 || readiness.keepReady() > 100) {
			throw new InvalidConfigurationException(
					"softlanding.panic.readiness.keep-ready is %d.".formatted(readiness.keepReady()),
					"Set softlanding.panic.readiness.keep-ready to a number from 0 to 100.");
		}
		return new PanicReadiness(recorder.window(),
				new PanicReadiness.Rule(readiness.panics(), readiness.percent(), readiness.requests(),
						readiness.routes()),
				readiness.mode(), DurationProperty.positive(prefix + "max-duration", readiness.maxDuration()), gate,
				fleet.getIfAvailable(() -> FleetExchange.alone(recorder.window())), NanoClock.SYSTEM, watch);
	}

	private static void notNegative(String name, long value) {
		if (value < 0) {
			throw new InvalidConfigurationException("%s is %d.".formatted(name, value),
					"Set %s to 0 or more.".formatted(name));
		}
	}

	@Bean
	@Conditional(PanicFeature.ReadOnly.class)
	ReadOnlyMode softlandingReadOnlyMode(PanicRecorder recorder, ObjectProvider<FleetExchange> fleet,
			DrainController drain, ObjectProvider<ReadOnlyListener> listeners, ApplicationEventPublisher events,
			PanicTimer watch) {
		long threshold = this.properties.readOnly().threshold();
		notNegative("softlanding.panic.read-only.threshold", threshold);
		return new ReadOnlyMode(threshold, recorder.window(),
				fleet.getIfAvailable(() -> FleetExchange.alone(recorder.window())),
				() -> drain.state() != DrainState.RUNNING, () -> listeners.orderedStream().toList(),
				events::publishEvent, recorder::callbackFailed, watch);
	}

	/** The status that an exception declares. */
	@FunctionalInterface
	interface DeclaredStatus {

		/** Returns the status, or 0. */
		int of(Throwable error);

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(TransactionSynchronizationManager.class)
	static class TransactionConfiguration {

		@Bean
		PanicLocation.Lookup softlandingPanicLocations() {
			return new PanicLocation.Lookup(TransactionSynchronizationManager::getCurrentTransactionName);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
	static class EndpointConfiguration {

		@Bean
		@ConditionalOnAvailableEndpoint
		@ConditionalOnMissingBean
		PanicsEndpoint softlandingPanicsEndpoint(PanicsStatus status, PanicRecorder recorder) {
			return new PanicsEndpoint(status::status, recorder.details()::recent);
		}

		@Bean
		@Conditional(PanicFeature.ReadOnly.class)
		@ConditionalOnAvailableEndpoint
		@ConditionalOnMissingBean
		ReadOnlyEndpoint softlandingReadOnlyEndpoint(ReadOnlyMode mode) {
			return new ReadOnlyEndpoint(mode);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Conditional(PanicFeature.Requests.class)
	@ConditionalOnClass({ PathMappedEndpoints.class, ManagementPortType.class })
	static class ManagementConfiguration {

		@Bean
		ManagementPaths softlandingPanicManagementPaths(ObjectProvider<WebEndpointProperties> properties,
				ObjectProvider<EndpointsSupplier<?>> suppliers, Environment environment) {
			boolean same = ManagementPortType.get(environment) == ManagementPortType.SAME;
			return new ManagementPaths(new ActuatorRequests(ActuatorRequests.endpoints(properties, suppliers),
					same ? null : WebServerNamespace.SERVER));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class MetricsConfiguration {

		@Bean
		PanicMetrics softlandingPanicMetrics(PanicRecorder recorder, ObjectProvider<FleetExchange> fleet,
				ObjectProvider<FallbackUse> fallbacks) {
			return new PanicMetrics(recorder, fleet.getIfAvailable(), fallbacks.getIfAvailable());
		}

	}

}
