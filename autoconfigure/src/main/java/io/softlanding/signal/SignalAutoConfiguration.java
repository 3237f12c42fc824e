package io.softlanding.signal;

import java.util.function.LongConsumer;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.drain.DrainController;
import io.softlanding.drain.DurationProperty;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of process signals. Not in a WAR: the process is the container's
 * there.
 *
 * @since 0.1
 */
@AutoConfiguration(after = DrainAutoConfiguration.class)
@ConditionalOnProperty(prefix = "softlanding", name = { "enabled", "signals.enabled" }, matchIfMissing = true)
@ConditionalOnBean(DrainController.class)
@ConditionalOnClass(name = "sun.misc.Signal")
@EnableConfigurationProperties(SignalProperties.class)
public final class SignalAutoConfiguration {

	@Bean
	SignalRegistrar softlandingSignalRegistrar(SignalProperties properties, DrainController drain,
			ObjectProvider<SignalAction> actions,
			@Qualifier("softlandingSignalMetrics") ObjectProvider<LongConsumer> latency) {
		DurationProperty.notNegative("softlanding.signals.coalesce", properties.coalesce());
		SignalRegistrar registrar = new SignalRegistrar(ProcessSignals.jvm(), properties, drain,
				actions.orderedStream().toList(), latency.getIfAvailable(() -> (nanos) -> {
				}));
		drain.atReady(SignalRehearsal::start);
		drain.atContextEnd(registrar::destroy);
		return registrar;
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class MetricsConfiguration {

		@Bean
		SignalMetrics softlandingSignalMetrics() {
			return new SignalMetrics();
		}

	}

}
