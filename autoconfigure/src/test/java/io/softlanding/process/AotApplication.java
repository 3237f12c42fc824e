/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.util.Map;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.softlanding.lock.LeaseLocked;
import io.softlanding.reload.EnableReloadable;
import io.softlanding.reload.Reloadable;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * An application that uses what is off by default, with a record that is visible to its
 * own package only. Not annotated as what the other application would find.
 */
@EnableAutoConfiguration
@EnableTransactionManagement
@EnableScheduling
@Import({ AotApplication.Job.class, ReadyLines.class })
@EnableReloadable(AotApplication.Greeting.class)
class AotApplication {

	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(AotApplication.class);
		application.setDefaultProperties(Map.of("server.port", 0, "logging.pattern.console", "%m%n%ex",
				"spring.main.banner-mode", "off", "spring.jmx.enabled", false,
				"management.endpoints.web.exposure.include", "*", "management.endpoint.reload.access", "unrestricted",
				"management.endpoint.health.show-details", "always", "management.health.softlanding.enabled", true,
				"softlanding.drain.timeout", "8s", "softlanding.group", "aot"));
		application.run(args);
	}

	@ConfigurationProperties("greeting")
	record Greeting(@DefaultValue("hello") String text) {
	}

	@Bean
	RouterFunction<ServerResponse> work(Reloadable<Greeting> greeting) {
		return RouterFunctions.route().GET("/work", (request) -> work(greeting, request)).build();
	}

	@Bean
	HikariDataSource dataSource() {
		HikariDataSource dataSource = new HikariDataSource();
		dataSource.setJdbcUrl("jdbc:h2:mem:aot");
		return dataSource;
	}

	@Bean
	DataSourceTransactionManager transactionManager(DataSource dataSource) {
		return new DataSourceTransactionManager(dataSource);
	}

	/** Where no server is. */
	@Bean
	LettuceConnectionFactory redisConnectionFactory() {
		return new LettuceConnectionFactory("localhost", 1);
	}

	/** Has proxies around it, ours and that of transactions. */
	static class Job {

		@LeaseLocked("job")
		void locked() {
		}

		@Transactional
		void transactional() {
			FaultyApplication.say("JOB " + TransactionSynchronizationManager.isActualTransactionActive());
		}

	}

	@Bean
	ApplicationRunner runner(Job job) {
		return (arguments) -> job.transactional();
	}

	private static ServerResponse work(Reloadable<Greeting> greeting, ServerRequest request)
			throws InterruptedException {
		FaultyApplication.say("WORKING");
		Thread.sleep(Long.parseLong(request.param("ms").orElseThrow()));
		return ServerResponse.ok().body(greeting.get().text());
	}

}
