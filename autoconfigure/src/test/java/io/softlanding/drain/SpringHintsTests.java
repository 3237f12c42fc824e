/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import com.zaxxer.hikari.pool.HikariPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.aot.hint.FieldHint;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.beans.factory.aot.AotServices;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for {@link SpringHints}, as the build finds them.
 */
class SpringHintsTests {

	private static final String BOOT = "org.springframework.boot.";

	private final RuntimeHints hints = new RuntimeHints();

	SpringHintsTests() {
		RuntimeHintsRegistrar registrar = AotServices.factories()
			.load(RuntimeHintsRegistrar.class)
			.stream()
			.filter(SpringHints.class::isInstance)
			.findFirst()
			.orElseThrow();
		registrar.registerHints(this.hints, getClass().getClassLoader());
	}

	/** Under its name in Spring Boot 3.5, or else under that in Spring Boot 4. */
	private static Class<?> find(String names) {
		Optional<String> present = Stream.of(names.split(" "))
			.filter((name) -> ClassUtils.isPresent(BOOT + name, null))
			.findFirst();
		// The module for Jetty is not among those of the second leg.
		assumeThat(present.isPresent() || !names.contains("jetty")).isTrue();
		return ClassUtils.resolveClassName(BOOT + present.orElseThrow(), null);
	}

	@ParameterizedTest
	@CsvSource({
			"web.servlet.context.ServletWebServerApplicationContext web.server.servlet.context.ServletWebServerApplicationContext, getWebServer",
			"web.servlet.context.ServletWebServerApplicationContext web.server.servlet.context.ServletWebServerApplicationContext, getServletContext",
			"web.reactive.context.ReactiveWebServerApplicationContext web.server.reactive.context.ReactiveWebServerApplicationContext, getWebServer",
			"web.embedded.tomcat.TomcatWebServer tomcat.TomcatWebServer, getTomcat",
			"web.embedded.tomcat.TomcatServletWebServerFactory tomcat.servlet.TomcatServletWebServerFactory, addContextLifecycleListeners",
			"web.embedded.tomcat.TomcatServletWebServerFactory tomcat.servlet.TomcatServletWebServerFactory, addEngineValves",
			"web.embedded.jetty.JettyServletWebServerFactory jetty.servlet.JettyServletWebServerFactory, addServerCustomizers",
			"web.embedded.netty.NettyReactiveWebServerFactory reactor.netty.NettyReactiveWebServerFactory, addServerCustomizers" })
	void methodsOfTypesThatMovedCanBeInvoked(String names, String method) {
		Class<?> type = find(names);
		assertThat(Arrays.stream(type.getMethods()).filter((one) -> one.getName().equals(method))).isNotEmpty()
			.anySatisfy((one) -> assertThat(RuntimeHintsPredicates.reflection().onMethod(one).invoke())
				.accepts(this.hints));
	}

	@Test
	void proxiesCanBeMade() {
		for (Class<?> type : List.of(
				find("web.embedded.netty.NettyServerCustomizer reactor.netty.NettyServerCustomizer"),
				java.sql.Connection.class)) {
			assertThat(RuntimeHintsPredicates.proxies().forInterfaces(type)).accepts(this.hints);
		}
	}

	@ParameterizedTest
	@CsvSource({ "scheduling.annotation.AsyncAnnotationBeanPostProcessor, exceptionHandler",
			"web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter, returnValueHandlers",
			"scheduling.concurrent.ThreadPoolTaskExecutor, taskDecorator",
			"scheduling.concurrent.ThreadPoolTaskScheduler, taskDecorator",
			"scheduling.concurrent.ThreadPoolTaskScheduler, errorHandler",
			"scheduling.concurrent.ThreadPoolTaskScheduler$DelegatingRunnableScheduledFuture, decoratedRunnable",
			"scheduling.concurrent.SimpleAsyncTaskScheduler, errorHandler",
			"scheduling.concurrent.SimpleAsyncTaskScheduler, triggerExecutor",
			"core.task.SimpleAsyncTaskExecutor, taskDecorator", "boot.SpringApplication, shutdownHook",
			"http.client.ReactorResourceFactory, shutdownQuietPeriod",
			"http.client.ReactorResourceFactory, shutdownTimeout" })
	void fieldsCanBeRead(String name, String field) {
		fieldCanBeRead(ClassUtils.resolveClassName("org.springframework." + name, null), field);
	}

	/** As the transaction feature does, which puts its own data source there. */
	@Test
	void theDataSourceOfARunningPoolCanBeReplaced() {
		Field field = ReflectionUtils.findField(HikariPool.class, "dataSource");
		assertThat(field).isNotNull();
		fieldCanBeRead(field.getDeclaringClass(), field.getName());
	}

	@Test
	void theShutdownHookOfSpringBootCanBeAsked() {
		Field field = ReflectionUtils.findField(SpringApplication.class, "shutdownHook");
		assertThat(field).isNotNull();
		Method method = ReflectionUtils.findMethod(field.getType(), "isApplicationContextRegistered",
				ConfigurableApplicationContext.class);
		assertThat(method).isNotNull();
		assertThat(RuntimeHintsPredicates.reflection().onMethod(method).invoke()).accepts(this.hints);
	}

	private void fieldCanBeRead(Class<?> type, String field) {
		assertThat(ReflectionUtils.findField(type, field)).isNotNull();
		assertThat(this.hints.reflection().getTypeHint(type)).isNotNull()
			.satisfies((hint) -> assertThat(hint.fields()).extracting(FieldHint::getName).contains(field));
	}

}
