/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.softlanding.config.InvalidConfigurationException;
import io.softlanding.time.NanoClock;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.MethodParameter;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.util.pattern.PathPattern;

/**
 * Fallbacks of routes.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(PanicFeature.Fallback.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(name = "jakarta.servlet.Filter")
class FallbackConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "jakarta.servlet.Filter")
	@ConditionalOnMissingClass("io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry")
	static class NoCircuitBreakerConfiguration {

		@Bean
		@Lazy(false)
		InvalidConfigurationException softlandingNoCircuitBreaker() {
			throw new InvalidConfigurationException(
					"softlanding.panic.routes is set, but resilience4j is not on the class path.",
					"Add the dependency io.github.resilience4j:resilience4j-circuitbreaker, or remove softlanding.panic.routes.");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Filter.class, PathPattern.class, CircuitBreakerRegistry.class })
	static class ServletConfiguration {

		@Bean
		FallbackUse softlandingFallbackUse(Environment environment) {
			PanicProperties properties = PanicProperties.of(environment);
			return new FallbackUse(routes(properties).keySet(), NanoClock.SYSTEM, properties.log().window().toNanos());
		}

		@Bean
		Fallbacks softlandingFallbacks(Environment environment, FallbackUse use,
				ObjectProvider<CircuitBreakerRegistry> registries) {
			PanicProperties properties = PanicProperties.of(environment);
			CircuitBreakerRegistry registry = registry(registries);
			List<Fallbacks.Route> routes = new ArrayList<>();
			routes(properties).forEach((name, route) -> routes.add(route(name, route, registry)));
			return new Fallbacks(routes, new LastGoodResponses(properties.lastGoodHeaders()), use,
					properties.retryAfter().toSeconds());
		}

		private static Map<String, PanicProperties.Route> routes(PanicProperties properties) {
			Map<String, PanicProperties.Route> routes = properties.routes();
			return (routes != null) ? routes : Map.of();
		}

		private static Fallbacks.Route route(String name, PanicProperties.Route route,
				CircuitBreakerRegistry registry) {
			RoutePattern pattern = RoutePattern.of("softlanding.panic.routes[%s]".formatted(name), name);
			if (pattern.method().isEmpty()) {
				throw RoutePattern.invalid("softlanding.panic.routes[%s]".formatted(name), name);
			}
			String breaker = (route.circuitBreaker() != null) ? route.circuitBreaker() : name;
			PanicProperties.Response response = route.response();
			return new Fallbacks.Route(name, pattern, new RouteBreaker(registry, breaker), route.keepsLastGood(),
					route.shared(), new AtomicBoolean(),
					(response != null) ? new LastGoodResponses.Response(response.status(), response.contentType(),
							response.body().getBytes(StandardCharsets.UTF_8)) : null);
		}

		private static CircuitBreakerRegistry registry(ObjectProvider<CircuitBreakerRegistry> registries) {
			CircuitBreakerRegistry unique = registries.getIfUnique();
			return (unique != null) ? unique
					: registries.orderedStream().findFirst().orElseGet(CircuitBreakerRegistry::ofDefaults);
		}

		@Bean(autowireCandidate = false)
		FilterRegistrationBean<FallbackFilter> softlandingFallbackFilter(Fallbacks fallbacks, RequestPanics panics) {
			// Inside the filter that answers requests without a fallback.
			return RequestPanicsConfiguration.registration(new FallbackFilter(fallbacks, panics),
					Ordered.HIGHEST_PRECEDENCE + 1, DispatcherType.REQUEST, DispatcherType.ASYNC);
		}

		/** Inside all filters of the application. */
		@Bean(autowireCandidate = false)
		FilterRegistrationBean<Filter> softlandingFallbackServletFilter(Fallbacks fallbacks) {
			FilterRegistrationBean<Filter> registration = RequestPanicsConfiguration
				.registration((request, response, chain) -> {
					if (fallbacks.isAskedByMvc((HttpServletRequest) request)
							|| fallbacks.admit((HttpServletRequest) request, (HttpServletResponse) response,
									HandlerSecurity.of((HttpServletRequest) request))) {
						chain.doFilter(request, response);
					}
				}, Ordered.LOWEST_PRECEDENCE, DispatcherType.REQUEST, DispatcherType.FORWARD);
			registration.setMatchAfter(true);
			registration.setName("softlandingFallbackServletFilter");
			return registration;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Filter.class, CircuitBreakerRegistry.class, WebMvcConfigurer.class })
	static class MvcConfiguration {

		/** Inside cross-origin checks and the application's own interceptors. */
		@Bean
		WebMvcConfigurer softlandingFallbackInterceptor(Fallbacks fallbacks,
				ObjectProvider<RequestMappingHandlerAdapter> adapters) {
			Supplier<List<HandlerMethodArgumentResolver>> own = SingletonSupplier
				.of(() -> adapters.stream().flatMap(MvcConfiguration::own).toList());
			HandlerInterceptor interceptor = new HandlerInterceptor() {

				@Override
				public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
						throws IOException {
					return FallbackCall.of(request) == null || fallbacks.admit(request, response,
							HandlerSecurity.of(handler, fallbacks.lastGood()::isNeutral,
									(parameter) -> own.get().stream().anyMatch((one) -> supports(one, parameter))));
				}

			};
			return new WebMvcConfigurer() {

				@Override
				public void addInterceptors(InterceptorRegistry registry) {
					registry.addInterceptor(interceptor).order(Ordered.LOWEST_PRECEDENCE);
					fallbacks.askedByMvc();
				}

			};
		}

		/** Spring may never have asked it about this one. */
		private static boolean supports(HandlerMethodArgumentResolver resolver, MethodParameter parameter) {
			try {
				return resolver.supportsParameter(parameter);
			}
			catch (RuntimeException ex) {
				return true;
			}
		}

		/** Those that pages and the like need resolve what is in the query. */
		private static Stream<HandlerMethodArgumentResolver> own(RequestMappingHandlerAdapter adapter) {
			List<HandlerMethodArgumentResolver> all = adapter.getCustomArgumentResolvers();
			return (all == null) ? Stream.empty()
					: all.stream().filter((one) -> !one.getClass().getName().startsWith("org.springframework.data."));
		}

	}

}
