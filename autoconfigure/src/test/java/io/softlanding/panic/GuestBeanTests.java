/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;

import jakarta.servlet.Filter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.RegistrationBean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ClassUtils;
import org.springframework.util.ErrorHandler;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.handler.HandlerExceptionResolverComposite;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Beans and objects of this package do not get in the way of the application.
 */
class GuestBeanTests {

	private static final String WITHOUT = "spring.autoconfigure.exclude=io.softlanding.panic.PanicAutoConfiguration";

	@ParameterizedTest
	@ValueSource(strings = { "application", "problem" })
	void noBeanIsOfATypeThatAnApplicationMayLookFor(String answers) {
		new WebApplicationContextRunner().withConfiguration(PanicAutoConfigurationTests.CONFIGURATIONS)
			.withInitializer(new PanicAutoConfigurationTests.ConversionServiceInitializer())
			.withPropertyValues("softlanding.panic.shared.enabled=true", "spring.application.name=shop",
					"softlanding.panic.readiness.mode=guarded", "softlanding.panic.read-only.enabled=true",
					"softlanding.panic.routes[GET /a].last-good=false", "softlanding.panic.answers=" + answers,
					"management.endpoints.web.exposure.include=*", "management.endpoints.access.default=unrestricted")
			.withUserConfiguration(PanicAutoConfigurationTests.Two.class)
			.run((context) -> {
				assertThat(context).hasNotFailed()
					.hasSingleBean(PanicReporters.class)
					.hasSingleBean(ReadOnlyMode.class);
				String[] names = BeanFactoryUtils.beanNamesIncludingAncestors(context);
				assertThat(names).filteredOn((name) -> name.startsWith("softlanding")).hasSizeGreaterThan(10);
				for (String name : names) {
					Object bean = context.getBean(name);
					if (bean.getClass().getName().startsWith("io.softlanding.panic.")
							&& !bean.getClass().getName().contains("Tests")) {
						assertThat(ClassUtils.getAllInterfacesForClassAsSet(bean.getClass())).as(name)
							.noneMatch((type) -> type.isAnnotationPresent(FunctionalInterface.class)
									&& type.getName().startsWith("java."))
							.doesNotContain(Executor.class, Filter.class, HandlerExceptionResolver.class,
									HandlerInterceptor.class, ErrorHandler.class);
					}
					if (bean instanceof RegistrationBean) {
						assertThat(context.getBeanFactory().getBeanDefinition(name).isAutowireCandidate()).as(name)
							.isFalse();
					}
				}
			});
	}

	@Test
	void aConfigurerOfTheApplicationFindsTheResolversAtTheirPlaces() {
		List<String> with;
		List<String> without;
		try (Shop shop = Shop.open(new Class<?>[] { Shop.Application.class, Resolvers.class })) {
			with = shop.bean(Resolvers.class).found;
		}
		try (Shop shop = Shop.open(new Class<?>[] { Shop.Application.class, Resolvers.class }, WITHOUT)) {
			without = shop.bean(Resolvers.class).found;
		}
		assertThat(with).isEqualTo(without).isNotEmpty();
	}

	@Test
	void theResolversOfSpringMvcStayAsTheyAre() {
		List<String> with = resolvers();
		List<String> without = resolvers(WITHOUT);
		assertThat(with).isEqualTo(without).isNotEmpty();
	}

	private static List<String> resolvers(String... properties) {
		try (Shop shop = Shop.open(properties)) {
			return Objects.requireNonNull(shop.bean(HandlerExceptionResolverComposite.class).getExceptionResolvers())
				.stream()
				.map((resolver) -> resolver.getClass().getName())
				.toList();
		}
	}

	/** Looks at the resolvers of Spring MVC. */
	@Configuration(proxyBeanMethods = false)
	static class Resolvers implements WebMvcConfigurer {

		private final List<String> found = new ArrayList<>();

		@Override
		public void extendHandlerExceptionResolvers(List<HandlerExceptionResolver> resolvers) {
			resolvers.forEach((resolver) -> this.found.add(resolver.getClass().getName()));
		}

	}

}
