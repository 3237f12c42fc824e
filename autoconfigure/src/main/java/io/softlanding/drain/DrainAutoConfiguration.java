/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.observation.ObservationRegistry;
import io.softlanding.config.LocalBeans;
import io.softlanding.config.SoftlandingProperties;
import io.softlanding.inflight.CallerAddress;
import io.softlanding.process.Platform;
import io.softlanding.process.ProcessControl;
import io.softlanding.readiness.ReadinessGate;
import io.softlanding.readiness.ReadinessHealth;
import io.softlanding.time.NanoClock;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMapper;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the drain: controller, readiness, status endpoint and metrics.
 *
 * @since 0.1
 */
@AutoConfiguration
@ConditionalOnProperty(prefix = "softlanding", name = { "enabled", "drain.enabled" }, matchIfMissing = true)
@Import(ReadinessHealth.class)
@RegisterReflectionForBinding(DrainProperties.class)
public final class DrainAutoConfiguration {

	static final String CONTROLLER = "softlandingDrainController";

	private static final String REPORTER = "softlandingExitReport";

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
	static FallbackBeans softlandingFallbackBeans() {
		return new FallbackBeans();
	}

	@Bean
	static ContextCloseHook softlandingContextCloseHook() {
		return new ContextCloseHook();
	}

	@Bean
	static StartupGuard softlandingStartupGuard() {
		// By name: a lookup by type, also that of a parameter, would make the
		// application's factory beans before there are post-processors.
		return new StartupGuard(
				(beans) -> beans.containsBean(REPORTER) ? beans.getBean(REPORTER, DrainReporter.class)
						: new NoReports(),
				Runtime.getRuntime()::addShutdownHook, Runtime.getRuntime()::removeShutdownHook);
	}

	@Bean
	DrainController softlandingDrainController(ConfigurableApplicationContext context, ContextCloseHook end,
			Platform platform, ReadinessGate readiness, ObjectProvider<ProcessControl> process,
			ObjectProvider<DrainReporter> reporters) {
		DrainReporter reporter = reporters.getIfAvailable(NoReports::new);
		SoftlandingProperties.verify(context.getEnvironment());
		DrainProperties properties = DrainProperties.of(context.getEnvironment());
		Duration phaseTimeout = Binder.get(context.getEnvironment()).bind(PHASE_TIMEOUT, Duration.class).orElse(null);
		GracePeriod gracePeriod = GracePeriod.of(properties, platform, phaseTimeout);
		DrainBudget budget = DrainBudget.of(properties, gracePeriod);
		gracePeriod.verify(budget);
		LifecycleBeans lifecycleBeans = new LifecycleBeans(NanoClock.SYSTEM);
		ObserveOnlyParticipant observation = new ObserveOnlyParticipant(() -> reporter.sections(SECTIONS));
		boolean acts = properties.mode() == DrainProperties.Mode.ACT;
		Stream<DrainParticipant> acting = Stream.concat(
				Stream.of(AnnounceParticipant.readiness(readiness),
						AnnounceParticipant.startedEvent(context, budget.timeout()), lifecycleBeans),
				LocalBeans.of(context, DrainParticipant.class));
		Stream<DrainParticipant> others = acts ? acting
				: Stream.concat(Stream.of(observation), acting.map(ObservedParticipant::new));
		DrainPlan plan = new DrainPlan(Stream.concat(others, reporter.participants().stream()).toList(), acts);
		DrainController controller = new DrainController(context, lifecycleBeans, plan, budget,
				new StartupLine(gracePeriod, budget, phaseTimeout,
						gracePeriod.declared() || properties.haltAfter() != null, acts),
				readiness, NanoClock.SYSTEM, process.getIfAvailable(end::process),
				Stream
					.concat(acts ? Stream.of(Rehearsal.afterAnnounce(plan, reporter)) : Stream.empty(),
							LocalBeans.of(context, DrainListener.class))
					.toList(),
				reporter);
		end.then(() -> controller.whenClosing(Drain::beforeStop), controller::contextEnded);
		return controller;
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
		DrainEndpoint softlandingDrainEndpoint(DrainController controller, ObjectProvider<CallerAddress> address) {
			return new DrainEndpoint(controller.maintenance(), controller.reporter(),
					address.getIfAvailable(() -> () -> null));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ObservationRegistry.class)
	static class ObservationConfiguration {

		@Bean
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

	}

}
