/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import io.softlanding.drain.ConditionalOnDrain;
import io.softlanding.drain.DrainAutoConfiguration;
import reactor.netty.http.server.HttpServer;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.result.method.RequestMappingInfoHandlerMapping;

/**
 * Auto-configuration of request tracking, quiet period and intake for reactive
 * applications.
 *
 * @since 0.1
 */
@AutoConfiguration(after = DrainAutoConfiguration.class)
@ConditionalOnDrain("web")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass(HandlerMapping.class)
@Import({ InFlightConfiguration.class, ServerConfiguration.class })
@RegisterReflectionForBinding(WebProperties.class)
public final class ReactiveWebAutoConfiguration {

	@Bean(autowireCandidate = false)
	RouteFilter softlandingRouteFilter() {
		return new RouteFilter();
	}

	@Bean
	ControllerRoutes softlandingLateRoutes(ObjectProvider<RequestMappingInfoHandlerMapping> controllers) {
		return new ControllerRoutes(() -> controllers.orderedStream()
			.flatMap((mapping) -> mapping.getHandlerMethods().keySet().stream())
			.flatMap((info) -> ControllerRoutes.Route.of(info.getPatternsCondition().getPatterns(),
					info.getMethodsCondition().getMethods())));
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HttpServer.class, WebServerFactoryCustomizer.class })
	static class NettyConfiguration {

		@Bean
		NettyConnections softlandingNettyConnections() {
			return new NettyConnections();
		}

		@Bean
		NettyServer softlandingNettyServer(NettyConnections connections, Arrivals arrivals, Environment environment,
				ObjectProvider<ReactorResourceFactory> eventLoops) {
			return new NettyServer(connections, arrivals, environment.getProperty("spring.webflux.base-path", ""),
					new EventLoopShutdown(eventLoops));
		}

		@Bean
		ServerCustomizer softlandingNettyCustomizer(NettyServer server) {
			return ServerCustomizer.last("apply", server::observed);
		}

		@Bean
		IntakeParticipant softlandingNettyIntakeParticipant(NettyServer server) {
			return new IntakeParticipant("netty-intake", server::closeIntake);
		}

	}

}
