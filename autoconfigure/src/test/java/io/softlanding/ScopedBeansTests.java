/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ForkJoinPool;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cache.Cache;
import org.springframework.cache.concurrent.ConcurrentMapCache;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.scheduling.concurrent.ConcurrentTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.scheduling.config.ScheduledTaskHolder;
import org.springframework.transaction.PlatformTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Proxies of a scope that is not active, as those of a request or of Spring Cloud, and
 * prototypes: any call to the one, and any lookup of the other, makes a bean that the
 * application has not asked for.
 */
class ScopedBeansTests {

	private static final List<String> MADE = new CopyOnWriteArrayList<>();

	@AfterEach
	void clear() {
		MADE.clear();
	}

	@Test
	void noBeanOfAScopeIsMadeUntilTheApplicationWantsIt() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.properties("server.port=0", "spring.jmx.enabled=false", "spring.main.banner-mode=off")
			.registerShutdownHook(false)
			.run()) {
			assertThat(context.getBean("executor", ThreadPoolTaskExecutor.class)).isNotNull();
			assertThat(MADE).isEmpty();
		}
		assertThat(MADE).isEmpty();
	}

	private static <T> T made(T bean) {
		MADE.add(bean.getClass().getSimpleName());
		return bean;
	}

	@Retention(RetentionPolicy.RUNTIME)
	@Bean(defaultCandidate = false)
	@Scope(scopeName = "inactive", proxyMode = ScopedProxyMode.TARGET_CLASS)
	@interface ByClass {

	}

	@Retention(RetentionPolicy.RUNTIME)
	@Bean(defaultCandidate = false)
	@Scope(scopeName = "inactive", proxyMode = ScopedProxyMode.INTERFACES)
	@interface ByInterface {

	}

	@Retention(RetentionPolicy.RUNTIME)
	@Bean(defaultCandidate = false)
	@Scope("prototype")
	@interface Prototype {

	}

	private static final class Inactive implements org.springframework.beans.factory.config.Scope {

		@Override
		public Object get(String name, ObjectFactory<?> factory) {
			throw new IllegalStateException("The scope of " + name + " is not active");
		}

		@Override
		public Object remove(String name) {
			return null;
		}

		@Override
		public void registerDestructionCallback(String name, Runnable callback) {
		}

		@Override
		public Object resolveContextualObject(String key) {
			return null;
		}

		@Override
		public String getConversationId() {
			return "inactive";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(excludeName = {
			// Makes each executor, in order to bind its meters.
			"org.springframework.boot.actuate.autoconfigure.metrics.task.TaskExecutorMetricsAutoConfiguration",
			"org.springframework.boot.micrometer.metrics.autoconfigure.task.TaskExecutorMetricsAutoConfiguration" })
	static class Application {

		@Bean
		static BeanFactoryPostProcessor scopes() {
			return (beans) -> beans.registerScope("inactive", new Inactive());
		}

		@ByClass
		ThreadPoolTaskExecutor executor() {
			return new ThreadPoolTaskExecutor();
		}

		@ByClass
		ThreadPoolTaskScheduler scheduler() {
			return new ThreadPoolTaskScheduler();
		}

		@ByClass
		SimpleAsyncTaskExecutor simple() {
			return new SimpleAsyncTaskExecutor();
		}

		@ByClass
		ConcurrentTaskExecutor adapter() {
			return new ConcurrentTaskExecutor(new ForkJoinPool(1));
		}

		@ByClass
		HikariDataSource pool() {
			return new HikariDataSource();
		}

		@ByInterface
		DataSource source() {
			return new DriverManagerDataSource("jdbc:h2:mem:scoped");
		}

		@ByClass
		DataSourceTransactionManager transactions() {
			return new DataSourceTransactionManager(new DriverManagerDataSource("jdbc:h2:mem:scoped"));
		}

		@ByInterface
		PlatformTransactionManager transactionsByInterface() {
			return transactions();
		}

		@ByInterface
		Cache cache() {
			return new ConcurrentMapCache("scoped");
		}

		@Prototype
		ThreadPoolTaskExecutor everyExecutor() {
			return made(new ThreadPoolTaskExecutor());
		}

		@Prototype
		ForkJoinPool everyPool() {
			return made(new ForkJoinPool(1));
		}

		@Prototype
		DataSource everySource() {
			return made(new DriverManagerDataSource("jdbc:h2:mem:scoped"));
		}

		@Prototype
		ConcurrentMapCache everyCache() {
			return made(new ConcurrentMapCache("every"));
		}

		@Prototype
		ScheduledTaskHolder everyHolder() {
			return made((ScheduledTaskHolder) Set::of);
		}

		@Prototype
		AutoCloseable everyResource() {
			return made((AutoCloseable) () -> {
			});
		}

	}

}
