/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.grpc;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.grpc.Server;
import io.grpc.protobuf.services.HealthStatusManager;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.config.LocalBeans;
import io.softlanding.config.Parts;
import io.softlanding.drain.ConditionalOnDrain;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.inflight.RequestDetail;
import io.softlanding.inflight.UncaughtErrors;
import io.softlanding.drain.DrainTimes;
import io.softlanding.process.Platform;
import io.softlanding.time.DurationProperty;
import io.softlanding.time.NanoClock;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.grpc.server.ServerBuilderCustomizer;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycleEvent;
import org.springframework.grpc.server.lifecycle.GrpcServerShutdownEvent;
import org.springframework.grpc.server.lifecycle.GrpcServerStartedEvent;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * Auto-configuration of the drain of gRPC servers.
 *
 * @since 0.1
 */
@AutoConfiguration(after = DrainAutoConfiguration.class)
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnClass(Server.class)
@ConditionalOnDrain("grpc")
@Conditional(GrpcAutoConfiguration.OnServer.class)
@RegisterReflectionForBinding(GrpcProperties.class)
public final class GrpcAutoConfiguration {

	/** Endpoints take a moment to follow. */
	private static final Duration KUBERNETES_QUIET_PERIOD = Duration.ofSeconds(3);

	/** Without dependencies: transactions ask for it early. */
	@Bean
	static GrpcCalls softlandingGrpcCalls() {
		return new GrpcCalls(NanoClock.SYSTEM);
	}

	@Bean
	GrpcServers softlandingGrpcServers(ConfigurableListableBeanFactory beans) {
		return new GrpcServers(() -> LocalBeans.existing(beans, Server.class));
	}

	/** A bean of its own, since other features ask all sources of work. */
	@Bean
	GrpcCallsParticipant softlandingGrpcCallsParticipant(GrpcCalls calls, GrpcServers servers, Environment environment,
			ObjectProvider<RequestDetail> details) {
		return new GrpcCallsParticipant(calls, servers,
				new GrpcStatus(calls, servers, details.orderedStream().toList()),
				GrpcProperties.of(environment).streams(), NanoClock.SYSTEM);
	}

	@Bean
	GrpcIntake softlandingGrpcIntake(GrpcCalls calls, GrpcServers servers, Environment environment, Platform platform) {
		return new GrpcIntake(servers, calls, GrpcProperties.of(environment).streams(),
				() -> DrainTimes.of(environment, platform).timeout(), NanoClock.SYSTEM);
	}

	@Bean
	Parts softlandingGrpcParts(GrpcCallsParticipant participant, GrpcCalls calls, GrpcServers servers,
			GrpcIntake intake, Environment environment, Platform platform, ConfigurableListableBeanFactory beans) {
		Duration declared = GrpcProperties.of(environment).quietPeriod();
		Duration quietPeriod = (declared != null)
				? DurationProperty.notNegative("softlanding.grpc.quiet-period", declared)
				: (platform == Platform.KUBERNETES) ? KUBERNETES_QUIET_PERIOD : Duration.ZERO;
		boolean health = ClassUtils.isPresent("io.grpc.protobuf.services.HealthStatusManager",
				beans.getBeanClassLoader());
		Supplier<List<ServingStatuses>> managers = SingletonSupplier
			.of(() -> health ? ManagedHealth.of(beans) : List.of());
		return Parts.of(participant.status(), new ServerStopParticipant(calls, servers, participant.status()),
				new HealthParticipant(calls, servers, () -> health && ManagedHealth.isServed(beans), managers),
				new QuietPeriodParticipant(servers, quietPeriod, NanoClock.SYSTEM), new GoawayParticipant(intake));
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ServerBuilderCustomizer.class)
	static class SpringGrpcConfiguration {

		@Bean
		ServerCustomizer<?> softlandingGrpcServerCustomizer(GrpcCalls calls, GrpcServers servers,
				ObjectProvider<UncaughtErrors> uncaught) {
			boolean health = ClassUtils.isPresent("io.grpc.health.v1.HealthCheckResponse", getClass().getClassLoader());
			return new ServerCustomizer<>(calls, servers, health ? new HealthAnswers(calls::notServing) : null,
					new UncaughtCalls(SingletonSupplier.of(() -> uncaught.stream().toList())));
		}

		@Bean
		ApplicationListener<GrpcServerLifecycleEvent> softlandingGrpcServerListener(GrpcServers servers,
				GrpcCalls calls) {
			return (event) -> {
				if (event instanceof GrpcServerStartedEvent) {
					servers.started(event.getServer(), event.getSource());
				}
				else if (event instanceof GrpcServerShutdownEvent && calls.draining()) {
					// It is about to wait for all calls.
					calls.endInternal();
				}
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class MetricsConfiguration {

		@Bean
		GrpcMetrics softlandingGrpcMetrics(GrpcCalls calls) {
			return new GrpcMetrics(calls);
		}

	}

	/** Looks for servers, once the auto-configurations that bring them have run. */
	static final class OnServer extends SpringBootCondition implements ConfigurationCondition {

		private static final List<String> SERVERS = List.of("io.grpc.Server", "io.grpc.BindableService",
				"org.springframework.grpc.server.GrpcServerFactory");

		@Override
		public ConfigurationPhase getConfigurationPhase() {
			return ConfigurationPhase.REGISTER_BEAN;
		}

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			ClassLoader loader = context.getClassLoader();
			ConfigurableListableBeanFactory beans = Objects.requireNonNull(context.getBeanFactory());
			boolean found = SERVERS.stream()
				.filter((server) -> ClassUtils.isPresent(server, loader))
				.map((server) -> ClassUtils.resolveClassName(server, loader))
				.anyMatch((server) -> beans.getBeanNamesForType(server, true, false).length > 0);
			return new ConditionOutcome(found,
					ConditionMessage.forCondition("gRPC server").because(found ? "found" : "none"));
		}

	}

	/** Touched only where there is a health service. */
	private static final class ManagedHealth {

		static List<ServingStatuses> of(ConfigurableListableBeanFactory beans) {
			return managers(beans).map(ServingStatuses::new).toList();
		}

		static boolean isServed(ConfigurableListableBeanFactory beans) {
			return managers(beans).findAny().isPresent();
		}

		private static Stream<HealthStatusManager> managers(ConfigurableListableBeanFactory beans) {
			return LocalBeans.existing(beans, HealthStatusManager.class).values().stream();
		}

	}

}
