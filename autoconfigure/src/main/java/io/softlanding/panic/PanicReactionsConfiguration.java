package io.softlanding.panic;

import java.util.Set;

import io.softlanding.drain.DrainController;
import io.softlanding.drain.DrainState;
import io.softlanding.drain.DurationProperty;
import io.softlanding.drain.InvalidConfigurationException;
import io.softlanding.drain.NanoClock;
import io.softlanding.drain.ReadOnlyListener;
import io.softlanding.drain.ReadinessGate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * What is done about panics, besides telling of them.
 */
@Configuration(proxyBeanMethods = false)
class PanicReactionsConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(PanicReactionsConfiguration.class);

	@Bean
	FatalPanic softlandingFatalPanic(ApplicationContext context, DrainController drain, PanicProperties properties) {
		PanicProperties.Fatal fatal = properties.fatal();
		long bytes = fatal.setAside().toBytes();
		if (bytes < 0 || bytes > Integer.MAX_VALUE) {
			throw new InvalidConfigurationException(
					"softlanding.panic.fatal.set-aside is %s.".formatted(fatal.setAside()),
					"Set softlanding.panic.fatal.set-aside to some megabytes, or to 0B.");
		}
		if (fatal.exitCode() < 1 || fatal.exitCode() > 255) {
			throw new InvalidConfigurationException(
					"softlanding.panic.fatal.exit-code is %d: nobody would see a failure.".formatted(fatal.exitCode()),
					"Set softlanding.panic.fatal.exit-code to a number from 1 to 255.");
		}
		return new FatalPanic(context, drain,
				new FatalPanic.Settings(fatal.action(),
						DurationProperty.positive("softlanding.panic.fatal.timeout", fatal.timeout()), fatal.exitCode(),
						(int) bytes));
	}

	@Bean
	FleetExchange softlandingFleetExchange(ObjectProvider<SharedPanics> shared, PanicWindow window, ReadinessGate gate,
			ApplicationAvailability availability) {
		return new FleetExchange(shared.getIfAvailable(), window, () -> {
			Set<String> reasons = gate.reasons();
			// With our own reason alone it is ready otherwise.
			return reasons.equals(Set.of(PanicReadiness.REASON))
					|| availability.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC;
		}, NanoClock.SYSTEM);
	}

	@Bean
	PanicReadiness softlandingPanicReadiness(PanicProperties properties, PanicWindow window, ReadinessGate gate,
			FleetExchange fleet) {
		PanicProperties.Readiness readiness = properties.readiness();
		String prefix = "softlanding.panic.readiness.";
		notNegative(prefix + "panics", readiness.panics());
		notNegative(prefix + "percent", readiness.percent());
		notNegative(prefix + "requests", readiness.requests());
		notNegative(prefix + "routes", readiness.routes());
		if (readiness.panics() + readiness.percent() + readiness.routes() == 0) {
			throw new InvalidConfigurationException(
					"softlanding.panic.readiness has no condition left: traffic would be refused for ever.",
					"Set softlanding.panic.readiness.mode to off, or one of panics, percent and routes to 1 or more.");
		}
		if (readiness.keepReady() < 0 || readiness.keepReady() > 100) {
			throw new InvalidConfigurationException(
					"softlanding.panic.readiness.keep-ready is %d.".formatted(readiness.keepReady()),
					"Set softlanding.panic.readiness.keep-ready to a number from 0 to 100.");
		}
		return new PanicReadiness(window,
				new ReadinessRule(readiness.panics(), readiness.percent(), readiness.requests(), readiness.routes()),
				readiness.mode(), DurationProperty.positive(prefix + "longest", readiness.longest()), gate, fleet,
				NanoClock.SYSTEM);
	}

	@Bean
	ReadOnlyMode softlandingReadOnlyMode(PanicProperties properties, PanicWindow window, FleetExchange fleet,
			DrainController drain, ObjectProvider<ReadOnlyListener> listeners, ApplicationEventPublisher events,
			PanicRecorder recorder) {
		long threshold = properties.readOnly().threshold();
		notNegative("softlanding.panic.read-only.threshold", threshold);
		return new ReadOnlyMode(threshold, window, fleet, () -> drain.state() != DrainState.RUNNING,
				() -> listeners.orderedStream().toList(), events::publishEvent, recorder::callbackFailed);
	}

	private static void notNegative(String name, long value) {
		if (value < 0) {
			throw new InvalidConfigurationException("%s is %d.".formatted(name, value),
					"Set %s to 0 or more.".formatted(name));
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(StringRedisTemplate.class)
	@ConditionalOnProperty(name = "softlanding.panic.shared.enabled", matchIfMissing = true)
	static class RedisConfiguration {

		@Bean
		@ConditionalOnBean(StringRedisTemplate.class)
		@ConditionalOnProperty("spring.application.name")
		SharedPanics softlandingRedisSharedPanics(StringRedisTemplate redis, Origin origin,
				PanicProperties properties) {
			return new RedisSharedPanics(redis, origin, properties.readiness().keepReady());
		}

		/** Two applications without a name would take each other for their own. */
		@Bean
		@ConditionalOnBean(StringRedisTemplate.class)
		@ConditionalOnMissingBean(SharedPanics.class)
		SmartInitializingSingleton softlandingUnnamedPanics() {
			return () -> logger.info("Panics are counted here only: spring.application.name is not set");
		}

	}

}
