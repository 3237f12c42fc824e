/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.util.concurrent.CountDownLatch;

import com.zaxxer.hikari.HikariDataSource;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A batch job: all its work is done before it is ready. The property {@code runner} says
 * which.
 */
@EnableAutoConfiguration
class RunnerApplication {

	private static final int ROWS = 20;

	private static final long EACH_MILLIS = 200;

	public static void main(String[] args) {
		SpringApplication.run(RunnerApplication.class, args);
	}

	@Bean
	HikariDataSource dataSource(Environment environment) {
		HikariDataSource dataSource = new HikariDataSource();
		dataSource.setJdbcUrl(environment.getRequiredProperty("database.url"));
		dataSource.setUsername(environment.getRequiredProperty("database.username"));
		dataSource.setPassword(environment.getRequiredProperty("database.password"));
		return dataSource;
	}

	@Bean
	JdbcTemplate jdbcTemplate(HikariDataSource dataSource) {
		return new JdbcTemplate(dataSource);
	}

	@Bean
	JdbcTransactionManager transactionManager(HikariDataSource dataSource) {
		return new JdbcTransactionManager(dataSource);
	}

	/** One transaction after another. */
	private static void write(JdbcTemplate jdbc, PlatformTransactionManager manager) throws InterruptedException {
		for (int i = 0; i < ROWS; i++) {
			String id = "row" + i;
			new TransactionTemplate(manager)
				.executeWithoutResult((status) -> jdbc.update("INSERT INTO landing (id) VALUES (?)", id));
			if (i == 0) {
				FaultyApplication.say("RUNNING");
			}
			Thread.sleep(EACH_MILLIS);
		}
		FaultyApplication.say("RAN");
	}

	@Bean
	@ConditionalOnProperty(name = "runner", havingValue = "application")
	ApplicationRunner application(JdbcTemplate jdbc, PlatformTransactionManager manager) {
		return (args) -> write(jdbc, manager);
	}

	@Bean
	@ConditionalOnProperty(name = "runner", havingValue = "command-line")
	CommandLineRunner commandLine(JdbcTemplate jdbc, PlatformTransactionManager manager) {
		return (args) -> write(jdbc, manager);
	}

	/** Works on the same thread, a moment later. */
	@Bean
	@ConditionalOnProperty(name = "runner", havingValue = "listener")
	ApplicationListener<ApplicationReadyEvent> listener(JdbcTemplate jdbc, PlatformTransactionManager manager) {
		return (event) -> {
			try {
				write(jdbc, manager);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		};
	}

	@Bean
	@ConditionalOnProperty(name = "runner", havingValue = "endless")
	ApplicationRunner endless() {
		return (args) -> {
			FaultyApplication.say("RUNNING");
			new CountDownLatch(1).await();
		};
	}

	@Bean
	@ConditionalOnProperty(name = "runner", havingValue = "throwing")
	ApplicationRunner throwing() {
		return (args) -> {
			FaultyApplication.say("RUNNING");
			Thread.sleep(2000);
			throw new IllegalStateException("on purpose");
		};
	}

	@Bean
	@ConditionalOnProperty(name = "runner", havingValue = "exiting")
	ApplicationRunner exiting(ConfigurableApplicationContext context) {
		return (args) -> {
			FaultyApplication.say("RUNNING");
			Thread.sleep(2000);
			System.exit(SpringApplication.exit(context, () -> 7));
		};
	}

}
