package io.softlanding.web;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.drain.CallerAddress;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.drain.DrainController;
import io.softlanding.drain.DurationProperty;
import io.softlanding.drain.NanoClock;
import io.softlanding.drain.Platform;
import io.softlanding.drain.RequestDetail;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import org.apache.catalina.startup.Tomcat;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.servlet.config.annotation.AsyncSupportConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.handler.MappedInterceptor;

/**
 * Auto-configuration of request tracking, quiet period and intake for servlet
 * applications.
 *
 * @since 0.1
 */
@AutoConfiguration(after = DrainAutoConfiguration.class)
@ConditionalOnProperty(prefix = "softlanding", name = { "enabled", "web.enabled" }, matchIfMissing = true)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(Filter.class)
@ConditionalOnBean(DrainController.class)
@EnableConfigurationProperties(WebProperties.class)
public final class WebAutoConfiguration {

	@Bean
	InFlightRequests inFlightRequests() {
		return new InFlightRequests(NanoClock.SYSTEM);
	}

	@Bean
	Probes readinessProbes(WebProperties properties, Platform platform) {
		return new Probes(NanoClock.SYSTEM, QuietPeriod.of(properties.quietPeriod(), platform));
	}

	@Bean
	FilterRegistrationBean<InFlightFilter> inFlightFilter(InFlightRequests requests, Probes probes,
			ObjectProvider<ManagementRequests> management, WebProperties properties) {
		FilterRegistrationBean<InFlightFilter> registration = new FilterRegistrationBean<>(new InFlightFilter(requests,
				management.getIfAvailable(() -> ManagementRequests.NONE), probes,
				new LateAnswer(DurationProperty.notNegative("softlanding.web.retry-after", properties.retryAfter()))));
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
		registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
		registration.setAsyncSupported(true);
		return registration;
	}

	@Bean
	InFlightStatus inFlightStatus(InFlightRequests requests, ObjectProvider<ServerQueue> queue,
			ObjectProvider<RequestDetail> details) {
		return new InFlightStatus(requests, queue.getIfAvailable(() -> ServerQueue.UNKNOWN),
				details.orderedStream().toList());
	}

	@Bean
	ConnectionCloseParticipant connectionCloseParticipant(InFlightRequests requests) {
		return new ConnectionCloseParticipant(requests);
	}

	@Bean
	QuietPeriodParticipant quietPeriodParticipant(WebProperties properties, InFlightRequests requests, Probes probes,
			Platform platform) {
		return new QuietPeriodParticipant(QuietPeriod.of(properties.quietPeriod(), platform), requests, probes,
				platform, NanoClock.SYSTEM);
	}

	@Bean
	InFlightParticipant inFlightParticipant(InFlightRequests requests, ObjectProvider<ServerQueue> queue,
			InFlightStatus status, WebProperties properties) {
		return new InFlightParticipant(requests, queue.getIfAvailable(() -> ServerQueue.UNKNOWN), status,
				StreamPolicy.of(properties), NanoClock.SYSTEM, properties.interruptStragglers());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ PathMappedEndpoints.class, ManagementPortType.class })
	static class ManagementConfiguration {

		@Bean
		ActuatorRequests actuatorRequests(ObjectProvider<PathMappedEndpoints> endpoints, Environment environment) {
			return new ActuatorRequests(endpoints::getIfAvailable,
					ManagementPortType.get(environment) == ManagementPortType.SAME);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Tomcat.class)
	static class TomcatConfiguration {

		@Bean
		TomcatServer tomcatServer(InFlightRequests requests) {
			return new TomcatServer(requests);
		}

		@Bean
		TomcatCustomizer tomcatCustomizer(TomcatServer server) {
			return new TomcatCustomizer(server);
		}

		@Bean
		TomcatIntakeParticipant tomcatIntakeParticipant(TomcatServer server) {
			return new TomcatIntakeParticipant(server);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MappedInterceptor.class)
	static class RouteConfiguration {

		@Bean
		MappedInterceptor softlandingRouteInterceptor() {
			return new MappedInterceptor((String[]) null, new RouteInterceptor());
		}

		@Bean
		CallerAddress softlandingCallerAddress() {
			return () -> (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes)
					? attributes.getRequest().getRemoteAddr() : null;
		}

		@Bean
		static StreamReturnValues.Registration streamReturnValues() {
			return new StreamReturnValues.Registration();
		}

		@Bean
		static ServingThreads servingThreads() {
			return new ServingThreads();
		}

		@Bean
		WebMvcConfigurer softlandingAsyncConfigurer(ServingThreads threads) {
			return new WebMvcConfigurer() {

				@Override
				public void configureAsyncSupport(AsyncSupportConfigurer configurer) {
					configurer.registerCallableInterceptors(threads);
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class MetricsConfiguration {

		@Bean
		WebMetrics webMetrics(InFlightRequests requests) {
			return new WebMetrics(requests);
		}

	}

}
