package io.softlanding.panic;

import io.softlanding.drain.DrainController;
import io.softlanding.drain.DrainState;
import io.softlanding.drain.InvalidConfigurationException;
import io.softlanding.drain.ReadOnlyListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/**
 * The read-only mode.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(PanicFeature.ReadOnly.class)
class ReadOnlyConfiguration {

	@Bean
	ReadOnlyMode softlandingReadOnlyMode(PanicProperties properties, PanicRecorder recorder,
			ObjectProvider<FleetExchange> fleet, DrainController drain, ObjectProvider<ReadOnlyListener> listeners,
			ApplicationEventPublisher events, PanicWatch watch) {
		long threshold = properties.readOnly().threshold();
		PanicReadinessConfiguration.notNegative("softlanding.panic.read-only.threshold", threshold);
		return new ReadOnlyMode(threshold, recorder.window(),
				fleet.getIfAvailable(() -> FleetExchange.alone(recorder.window())),
				() -> drain.state() != DrainState.RUNNING, () -> listeners.orderedStream().toList(),
				events::publishEvent, recorder::callbackFailed, watch);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	@ConditionalOnClass(name = "org.springframework.web.reactive.DispatcherHandler")
	static class ReactiveConfiguration {

		@Bean
		InvalidConfigurationException softlandingNoReadOnlyMode() {
			throw PanicFeature.notOnWebFlux("read-only", "read-only.enabled to false and no threshold");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnClass(Filter.class)
	static class ServletConfiguration {

		@Bean(autowireCandidate = false)
		FilterRegistrationBean<ReadOnlyFilter> softlandingReadOnlyFilter(ReadOnlyMode mode,
				ObjectProvider<ManagementPaths> management, PanicProperties properties) {
			ManagementPaths paths = management.getIfAvailable();
			return RequestPanicsConfiguration.registration(
					new ReadOnlyFilter(mode::isActive, (request) -> paths != null && paths.contain(request),
							new ProblemAnswer(properties.retryAfter())),
					Ordered.HIGHEST_PRECEDENCE, DispatcherType.REQUEST);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
	static class EndpointConfiguration {

		@Bean
		@ConditionalOnAvailableEndpoint
		@ConditionalOnMissingBean
		ReadOnlyEndpoint softlandingReadOnlyEndpoint(ReadOnlyMode mode) {
			return new ReadOnlyEndpoint(mode);
		}

	}

}
