package io.softlanding.drain;

import java.nio.file.Path;
import java.util.stream.Stream;

import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMapper;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnNotWarDeployment;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWarDeployment;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
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
@AutoConfiguration(before = ApplicationAvailabilityAutoConfiguration.class)
@ConditionalOnProperty(prefix = "softlanding", name = { "enabled", "drain.enabled" }, matchIfMissing = true)
@EnableConfigurationProperties(DrainProperties.class)
@Import(ReadinessHealth.class)
public final class DrainAutoConfiguration {

	@Bean
	ReadinessGate softlandingReadinessGate(ConfigurableApplicationContext context) {
		return new ReadinessGate(context);
	}

	@Bean
	@ConditionalOnMissingBean(ApplicationAvailability.class)
	GatedAvailability applicationAvailability(ReadinessGate readiness) {
		return new GatedAvailability(readiness);
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
	@ConditionalOnNotWarDeployment
	static StartupGuard softlandingStartupGuard(ConfigurableApplicationContext context, Environment environment) {
		return new StartupGuard(context, environment, Runtime.getRuntime()::addShutdownHook,
				Runtime.getRuntime()::removeShutdownHook);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnNotWarDeployment
	ProcessControl processControl() {
		return ProcessControl.SYSTEM;
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnWarDeployment
	ProcessControl foreignProcessControl() {
		return ProcessControl.FOREIGN;
	}

	@Bean
	DrainController drainController(ConfigurableApplicationContext context, ContextEnd end, DrainProperties properties,
			Platform platform, ReadinessGate readiness, ProcessControl process,
			ObjectProvider<DrainParticipant> participants, ObjectProvider<StatusSection> sections,
			ObjectProvider<DrainListener> listeners) {
		DrainBudget budget = DrainBudget.of(properties);
		GracePeriod gracePeriod = GracePeriod.of(properties, platform);
		gracePeriod.verify(budget);
		DrainPlan plan = new DrainPlan(Stream
			.concat(Stream.of(AnnounceParticipant.readiness(readiness),
					AnnounceParticipant.startedEvent(context, budget.timeout())), participants.orderedStream())
			.toList());
		DrainController controller = new DrainController(context, plan, budget,
				new StartupLine(gracePeriod, budget, plan), readiness, NanoClock.SYSTEM, process, sections,
				listeners.orderedStream().toList());
		controller.atReady(() -> Rehearsal.start(plan, readiness));
		end.then(controller::contextEnded);
		return controller;
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
	static class EndpointConfiguration {

		/** Endpoint ids have no hyphens, paths may. */
		@Bean
		@Order(Ordered.LOWEST_PRECEDENCE)
		PathMapper softlandingPathMapper() {
			EndpointId shutdownStatus = EndpointId.of("shutdownstatus");
			return (endpointId) -> shutdownStatus.equals(endpointId) ? "shutdown-status" : null;
		}

		@Bean
		@ConditionalOnAvailableEndpoint
		@ConditionalOnMissingBean
		ShutdownStatusEndpoint shutdownStatusEndpoint(DrainController controller) {
			return new ShutdownStatusEndpoint(controller.status());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class MetricsConfiguration {

		@Bean
		DrainMetrics drainMetrics() {
			return new DrainMetrics();
		}

	}

}
