package io.softlanding.panic;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.softlanding.drain.InvalidConfigurationException;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.util.pattern.PathPattern;

/**
 * Fallbacks of routes.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(PanicFeature.Fallback.class)
class FallbackConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	@ConditionalOnClass(name = "org.springframework.web.reactive.DispatcherHandler")
	static class ReactiveConfiguration {

		@Bean
		InvalidConfigurationException softlandingNoFallback() {
			throw PanicFeature.notOnWebFlux("routes", "no routes");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnClass(name = "jakarta.servlet.Filter")
	@ConditionalOnMissingClass("io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry")
	static class NoCircuitBreakerConfiguration {

		@Bean
		InvalidConfigurationException softlandingNoCircuitBreaker() {
			throw new InvalidConfigurationException(
					"softlanding.panic.routes is set, but resilience4j is not on the class path.",
					"Add the dependency io.github.resilience4j:resilience4j-circuitbreaker, or remove softlanding.panic.routes.");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnClass({ Filter.class, PathPattern.class, CircuitBreakerRegistry.class })
	static class ServletConfiguration {

		@Bean(autowireCandidate = false)
		FilterRegistrationBean<FallbackFilter> softlandingFallbackFilter(RequestPanics panics,
				PanicProperties properties, ObjectProvider<CircuitBreakerRegistry> registries) {
			CircuitBreakerRegistry registry = registry(registries);
			List<FallbackRoute> routes = new ArrayList<>();
			Map<String, PanicProperties.Route> configured = properties.routes();
			if (configured != null) {
				configured.forEach((name, route) -> {
					if (!name.matches("[A-Z]+ /.*")) {
						throw new InvalidConfigurationException(
								"softlanding.panic.routes[%s] is no route.".formatted(name),
								"Name a method and a path, for example softlanding.panic.routes[GET /catalogue].");
					}
					String breaker = (route.circuitBreaker() != null) ? route.circuitBreaker() : name;
					routes.add(FallbackRoute.of(name, route, ResilienceBreaker.of(registry, breaker)));
				});
			}
			// Inside the filter that answers requests without a fallback.
			return RequestPanicsConfiguration.registration(
					new FallbackFilter(routes, panics, properties.retryAfter().toSeconds()),
					Ordered.HIGHEST_PRECEDENCE + 1, DispatcherType.REQUEST, DispatcherType.ASYNC);
		}

		private static CircuitBreakerRegistry registry(ObjectProvider<CircuitBreakerRegistry> registries) {
			CircuitBreakerRegistry unique = registries.getIfUnique();
			return (unique != null) ? unique
					: registries.orderedStream().findFirst().orElseGet(CircuitBreakerRegistry::ofDefaults);
		}

	}

}
