/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import io.softlanding.drain.ConditionalOnDrain;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.inflight.CallerAddress;
import jakarta.servlet.Filter;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.servlet.handler.MappedInterceptor;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/**
 * Auto-configuration of request tracking, quiet period and intake for servlet
 * applications.
 *
 * @since 0.1
 */
@AutoConfiguration(after = DrainAutoConfiguration.class)
@ConditionalOnDrain("web")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(Filter.class)
@Import({ InFlightConfiguration.class, ServerConfiguration.class })
@RegisterReflectionForBinding(WebProperties.class)
public final class WebAutoConfiguration {

	@Bean(autowireCandidate = false)
	InFlightFilter.Registration softlandingInFlightFilter(Arrivals arrivals) {
		return new InFlightFilter.Registration(arrivals);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MappedInterceptor.class)
	static class RouteConfiguration {

		@Bean(autowireCandidate = false)
		MappedInterceptor softlandingRouteInterceptor(RequestThreadResolver threads) {
			return new MappedInterceptor((String[]) null, new RouteInterceptor(threads));
		}

		@Bean
		ControllerRoutes softlandingLateRoutes(ObjectProvider<RequestMappingInfoHandlerMapping> controllers) {
			return new ControllerRoutes(() -> controllers.orderedStream()
				.flatMap((mapping) -> mapping.getHandlerMethods().keySet().stream())
				.flatMap((info) -> ControllerRoutes.Route.of(info.getPatternValues(),
						info.getMethodsCondition().getMethods())));
		}

		@Bean
		CallerAddress softlandingCallerAddress() {
			return () -> (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes)
					? attributes.getRequest().getRemoteAddr() : null;
		}

		@Bean
		static StreamReturnValues.Registration softlandingStreamReturnValues() {
			return new StreamReturnValues.Registration();
		}

		@Bean
		static RequestThreadResolver softlandingRequestThreadResolver() {
			return new RequestThreadResolver();
		}

	}

}
