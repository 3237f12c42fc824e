/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.ClassUtils;

/**
 * Runtime hints for the members of Spring's and HikariCP's types that are reached by
 * reflection: types that moved between Spring Boot 3.5 and 4, and fields that nothing
 * else gives access to.
 */
final class SpringHints implements RuntimeHintsRegistrar {

	private static final String BOOT = "org.springframework.boot.";

	private static final String CONCURRENT = "org.springframework.scheduling.concurrent.";

	/** Contexts, servers and their factories, of Spring Boot 3.5 and then of 4. */
	private static final List<String> METHODS = List.of(
			"org.springframework.web.context.support.GenericWebApplicationContext",
			BOOT + "web.servlet.context.ServletWebServerApplicationContext",
			BOOT + "web.reactive.context.ReactiveWebServerApplicationContext",
			BOOT + "web.embedded.tomcat.TomcatWebServer", BOOT + "web.embedded.tomcat.TomcatServletWebServerFactory",
			BOOT + "web.embedded.tomcat.TomcatReactiveWebServerFactory",
			BOOT + "web.embedded.netty.NettyReactiveWebServerFactory",
			BOOT + "web.embedded.jetty.JettyServletWebServerFactory",
			BOOT + "web.embedded.jetty.JettyReactiveWebServerFactory",
			BOOT + "jetty.servlet.JettyServletWebServerFactory", BOOT + "jetty.reactive.JettyReactiveWebServerFactory",
			BOOT + "web.server.servlet.context.ServletWebServerApplicationContext",
			BOOT + "web.server.reactive.context.ReactiveWebServerApplicationContext", BOOT + "tomcat.TomcatWebServer",
			BOOT + "tomcat.TomcatWebServerFactory", BOOT + "tomcat.servlet.TomcatServletWebServerFactory",
			BOOT + "tomcat.reactive.TomcatReactiveWebServerFactory",
			BOOT + "reactor.netty.NettyReactiveWebServerFactory", BOOT + "actuate.health.HealthEndpointGroups",
			BOOT + "actuate.health.HealthEndpointGroup", BOOT + "actuate.health.HttpCodeStatusMapper",
			BOOT + "actuate.health.AdditionalHealthEndpointPath", BOOT + "health.actuate.endpoint.HealthEndpointGroups",
			BOOT + "health.actuate.endpoint.HealthEndpointGroup", BOOT + "health.actuate.endpoint.HttpCodeStatusMapper",
			BOOT + "health.actuate.endpoint.AdditionalHealthEndpointPath");

	private static final List<String> PROXIES = List.of(BOOT + "web.embedded.netty.NettyServerCustomizer",
			BOOT + "reactor.netty.NettyServerCustomizer", BOOT + "web.embedded.jetty.JettyServerCustomizer",
			BOOT + "jetty.JettyServerCustomizer", "java.sql.Connection",
			"org.springframework.beans.factory.config.ConfigurableListableBeanFactory");

	private static final List<String> EXECUTORS = List.of(CONCURRENT + "ThreadPoolTaskExecutor",
			CONCURRENT + "ThreadPoolTaskScheduler", CONCURRENT + "SimpleAsyncTaskScheduler",
			CONCURRENT + "ConcurrentTaskExecutor", CONCURRENT + "ConcurrentTaskScheduler",
			"org.springframework.core.task.SimpleAsyncTaskExecutor");

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		METHODS.forEach((type) -> hints.reflection()
			.registerTypeIfPresent(classLoader, type, MemberCategory.INVOKE_PUBLIC_METHODS));
		PROXIES.stream()
			.filter((type) -> ClassUtils.isPresent(type, classLoader))
			.forEach((type) -> hints.proxies().registerJdkProxy(TypeReference.of(type)));
		EXECUTORS
			.forEach((type) -> fields(hints, classLoader, type, "taskDecorator", "errorHandler", "triggerExecutor"));
		fields(hints, classLoader, "org.springframework.http.client.ReactorResourceFactory", "shutdownQuietPeriod",
				"shutdownTimeout");
		fields(hints, classLoader, "org.springframework.scheduling.annotation.AsyncAnnotationBeanPostProcessor",
				"exceptionHandler");
		fields(hints, classLoader, "org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter",
				"returnValueHandlers");
		fields(hints, classLoader, "com.zaxxer.hikari.pool.PoolBase", "dataSource");
		fields(hints, classLoader, BOOT + "SpringApplication", "shutdownHook");
		fields(hints, classLoader, BOOT + "actuate.health.Status", "UP", "DOWN", "OUT_OF_SERVICE");
		fields(hints, classLoader, BOOT + "health.contributor.Status", "UP", "DOWN", "OUT_OF_SERVICE");
		hints.reflection()
			.registerTypeIfPresent(classLoader, BOOT + "SpringApplicationShutdownHook",
					(hint) -> hint.withMethod("isApplicationContextRegistered",
							TypeReference.listOf(ConfigurableApplicationContext.class), ExecutableMode.INVOKE));
		fields(hints, classLoader, "reactor.netty.http.server.HttpServerConfig", "mapHandle");
		fields(hints, classLoader, "org.apache.coyote.Response", "hook");
		hints.reflection()
			.registerTypeIfPresent(classLoader, "org.apache.coyote.AbstractProtocol",
					MemberCategory.INVOKE_DECLARED_METHODS);
	}

	private static void fields(RuntimeHints hints, @Nullable ClassLoader classLoader, String type, String... names) {
		hints.reflection().registerTypeIfPresent(classLoader, type, (hint) -> List.of(names).forEach(hint::withField));
	}

}
