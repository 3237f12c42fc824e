/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

import javax.sql.DataSource;

import jakarta.servlet.Filter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.endpoint.annotation.DiscoveredEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.task.TaskDecorator;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.util.ClassUtils;
import org.springframework.web.context.request.async.CallableProcessingInterceptor;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.adapter.HttpWebHandlerAdapter;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application with everything that Spring Boot configures here, with Softlanding and
 * without it.
 */
class GoodGuestTests {

	/**
	 * Spring's own {@code HttpHandlerDecoratorFactory} makes this bean one of the
	 * decorator's class, which is a subclass of Spring's.
	 */
	private static final Set<String> DECORATED = Set.of("httpHandler");

	@Test
	void theHandlerOfWebFluxIsStillOfSpringsClass() {
		try (ConfigurableApplicationContext context = run(WebApplicationType.REACTIVE)) {
			assertThat(context.getBean(HttpWebHandlerAdapter.class).getApplicationContext()).isSameAs(context);
		}
	}

	@ParameterizedTest
	@EnumSource(WebApplicationType.class)
	void everyBeanOfTheApplicationIsTheOneThatItWouldBeWithoutUs(WebApplicationType type) {
		Map<String, String> without;
		try (ConfigurableApplicationContext context = run(type, "softlanding.enabled=false")) {
			without = beans(context);
			assertThat(without.keySet().stream().filter(GoodGuestTests::isOurs)).isEmpty();
		}
		try (ConfigurableApplicationContext context = run(type)) {
			Map<String, String> with = beans(context);
			assertThat(with.keySet()).anyMatch(GoodGuestTests::isOurs);
			with.keySet().removeIf(GoodGuestTests::isOurs);
			Set<String> names = new TreeSet<>(with.keySet());
			names.addAll(without.keySet());
			names.removeAll(DECORATED);
			assertThat(names.stream()
				.filter((name) -> !Objects.equals(with.get(name), without.get(name)))
				.map((name) -> name + ": " + without.get(name) + " -> " + with.get(name))).isEmpty();
		}
	}

	/**
	 * What an application may inject as its only one, or look up by type, as Spring Cloud
	 * Function does.
	 */
	@ParameterizedTest
	@EnumSource(WebApplicationType.class)
	void noBeanOfOursIsACandidateForTypesThatApplicationsHaveOneOf(WebApplicationType type) {
		try (ConfigurableApplicationContext context = run(type)) {
			for (Class<?> jdk : List.of(Runnable.class, Consumer.class, Supplier.class, Function.class,
					BiFunction.class, Predicate.class, LongConsumer.class, ToIntFunction.class, Executor.class,
					Thread.UncaughtExceptionHandler.class)) {
				assertThat(Arrays.stream(context.getBeanFactory().getBeanNamesForType(jdk))
					.filter(GoodGuestTests::isOurs)
					// Spring's own way to decorate its handler is a function.
					.filter((name) -> !context.getBeanFactory().isTypeMatch(name, HttpHandlerDecoratorFactory.class)))
					.as(jdk.getName())
					.isEmpty();
			}
			for (Class<?> injected : List.of(Filter.class, HandlerInterceptor.class, FilterRegistrationBean.class,
					CallableProcessingInterceptor.class, WebFilter.class, HttpHandlerDecoratorFactory.class,
					TaskDecorator.class, TaskScheduler.class, HandlerExceptionResolver.class, DataSource.class)) {
				assertThat(Arrays.stream(context.getBeanFactory().getBeanNamesForType(injected))
					.filter(GoodGuestTests::isOurs)
					.filter((name) -> context.getBeanFactory().getBeanDefinition(name).isAutowireCandidate()))
					.as(injected.getName())
					.isEmpty();
			}
		}
	}

	@Test
	void anEndpointOfTheApplicationKeepsItsId() {
		try (ConfigurableApplicationContext context = run(Endpoints.class, WebApplicationType.SERVLET,
				"management.endpoint.drain.access=unrestricted", "management.endpoint.reload.access=unrestricted",
				"management.endpoint.readonly.access=unrestricted", "softlanding.panic.read-only.enabled=true",
				"softlanding.reload.watch.enabled=true")) {
			Map<String, String> endpoints = new TreeMap<>();
			context.getBean(WebEndpointsSupplier.class)
				.getEndpoints()
				.forEach((endpoint) -> endpoints.put(endpoint.getEndpointId().toString(), endpoint.getRootPath() + " "
						+ ((DiscoveredEndpoint<?>) endpoint).getEndpointBean().getClass().getSimpleName()));
			assertThat(endpoints).containsEntry("panics", "panics Panics")
				.containsEntry("read.only", "read.only ReadOnly")
				.containsEntry("reloads", "reloads Reloads")
				.containsEntry("reload", "reload Reload")
				.containsEntry("drain", "drain Drain")
				.containsEntry("shutdownStatus", "shutdownStatus ShutdownStatus");
		}
	}

	@Test
	void theHandlersOfReturnValuesStayAsTheyAre() {
		List<String> without;
		try (ConfigurableApplicationContext context = run(WebApplicationType.SERVLET, "softlanding.enabled=false")) {
			without = returnValueHandlers(context);
		}
		try (ConfigurableApplicationContext context = run(WebApplicationType.SERVLET)) {
			assertThat(returnValueHandlers(context)).isEqualTo(without).isNotEmpty();
		}
	}

	private static List<String> returnValueHandlers(ConfigurableApplicationContext context) {
		return Objects.requireNonNull(context.getBean(RequestMappingHandlerAdapter.class).getReturnValueHandlers())
			.stream()
			.map((handler) -> handler.getClass().getName())
			.toList();
	}

	/**
	 * A lookup by type makes factory beans whose type is only known once they exist, and
	 * what they inject would not be post-processed.
	 */
	@Test
	void noFactoryBeanIsMadeBeforePostProcessorsAreThere() {
		Class<?>[] ours = ImportCandidates.load(AutoConfiguration.class, null)
			.getCandidates()
			.stream()
			.filter(GoodGuestTests::isOurs)
			.map((name) -> ClassUtils.resolveClassName(name, null))
			.toArray(Class[]::new);
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ours))
			.withUserConfiguration(Factories.class)
			.withPropertyValues("softlanding.drain.grace-period=30s", "softlanding.reload.enabled=true",
					"softlanding.panic.read-only.enabled=true", "softlanding.transaction.watch.enabled=true")
			.run((context) -> assertThat(context.getBean(AtomicBoolean.class)).isTrue());
	}

	@Test
	void whatIsLazyStaysSo() {
		String lazy = "spring.main.lazy-initialization=true";
		Set<String> without;
		try (ConfigurableApplicationContext context = run(WebApplicationType.SERVLET, lazy,
				"softlanding.enabled=false")) {
			without = beans(context).keySet();
		}
		try (ConfigurableApplicationContext context = run(WebApplicationType.SERVLET, lazy)) {
			Set<String> with = beans(context).keySet();
			with.removeIf(GoodGuestTests::isOurs);
			assertThat(with).isEqualTo(without);
		}
	}

	@Test
	void noBeanDefinitionOfTheApplicationIsReplaced() {
		// What the application calls its beans is its own affair.
		try (ConfigurableApplicationContext context = run(WebApplicationType.SERVLET)) {
			for (String name : context.getBeanDefinitionNames()) {
				if (isOurs(name)) {
					assertThat(context.getBeanFactory().getAliases(name)).as(name).allMatch(GoodGuestTests::isOurs);
				}
			}
		}
	}

	private static boolean isOurs(String name) {
		return (name.startsWith("softlanding") || name.startsWith("io.softlanding."))
				&& !name.contains("GoodGuestTests");
	}

	private static ConfigurableApplicationContext run(WebApplicationType type, String... properties) {
		return run(Application.class, type, properties);
	}

	private static ConfigurableApplicationContext run(Class<?> source, WebApplicationType type, String... properties) {
		return new SpringApplicationBuilder(source).web(type)
			.properties("server.port=0", "spring.jmx.enabled=false", "spring.main.banner-mode=off",
					"spring.datasource.url=jdbc:h2:mem:guest", "management.endpoints.web.exposure.include=*")
			.properties(properties)
			.registerShutdownHook(false)
			.run();
	}

	/** The class of each bean, without the numbers of lambdas and proxies. */
	private static Map<String, String> beans(ConfigurableApplicationContext context) {
		Map<String, String> beans = new TreeMap<>();
		Arrays.stream(context.getBeanFactory().getSingletonNames())
			.forEach((name) -> beans.put(name,
					Objects.requireNonNull(context.getBeanFactory().getSingleton(name))
						.getClass()
						.getName()
						.replaceAll("(Lambda|Proxy|\\$\\$)[\\d/x a-f]+", "$1")));
		beans.remove(GoodGuestTests.class.getName());
		return beans;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		TaskDecorator decorator() {
			return (task) -> task;
		}

		@Bean
		static BeanPostProcessor own() {
			return new BeanPostProcessor() {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Factories {

		@Bean
		static BeanPostProcessor processor() {
			return new BeanPostProcessor() {
			};
		}

		@Bean
		static AtomicBoolean afterProcessors() {
			return new AtomicBoolean();
		}

		@Bean
		static FactoryBean<?> factory(AtomicBoolean afterProcessors, ConfigurableListableBeanFactory beans) {
			afterProcessors.set(beans.containsSingleton("processor"));
			return new FactoryBean<String>() {

				@Override
				public String getObject() {
					return "made";
				}

				@Override
				public Class<?> getObjectType() {
					return String.class;
				}

			};
		}

	}

	/** Endpoints with ids of ours, in other spellings too. */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ Panics.class, ReadOnly.class, Reloads.class, Reload.class, Drain.class, ShutdownStatus.class })
	static class Endpoints {

	}

	@Endpoint(id = "panics")
	static class Panics {

		@ReadOperation
		String read() {
			return "mine";
		}

	}

	@WebEndpoint(id = "read.only")
	static class ReadOnly extends Panics {

	}

	@WebEndpoint(id = "reloads")
	static class Reloads extends Panics {

	}

	@WebEndpoint(id = "reload")
	static class Reload extends Panics {

	}

	@WebEndpoint(id = "drain")
	static class Drain extends Panics {

	}

	@WebEndpoint(id = "shutdownStatus")
	static class ShutdownStatus extends Panics {

	}

}
