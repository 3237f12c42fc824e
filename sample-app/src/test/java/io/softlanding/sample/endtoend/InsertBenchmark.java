/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import com.zaxxer.hikari.HikariDataSource;
import io.softlanding.servers.ServerAddresses;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Transactions that insert a row into PostgreSQL, with tracking and without it, in turn
 * in one process and on one and the same connection: many short rounds of both, so that
 * whatever else the machine does hits both.
 */
final class InsertBenchmark extends Benchmark {

	private InsertBenchmark(String[] options) {
		super(options);
	}

	public static void main(String[] options) throws Exception {
		new InsertBenchmark(options).run();
	}

	@Override
	void measure(ServerAddresses servers) {
		int rounds = number("rounds", 3000);
		int inserts = number("inserts", 20);
		try (HikariDataSource pool = pool(servers);
				ConfigurableApplicationContext plain = start(pool, false);
				ConfigurableApplicationContext control = start(pool, false);
				ConfigurableApplicationContext tracked = start(pool, true)) {
			plain.getBean(JdbcClient.class).sql("CREATE TABLE IF NOT EXISTS inserts (id UUID PRIMARY KEY)").update();
			List<ConfigurableApplicationContext> services = List.of(plain, control, tracked);
			List<List<Double>> micros = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
			for (int i = -rounds / 2; i < rounds; i++) {
				// Who is first changes, for whoever cleans up after the others.
				for (int j = 0; j < services.size(); j++) {
					int service = Math.floorMod(i + j, services.size());
					double took = micros(services.get(service), inserts);
					if (i >= 0) {
						micros.get(service).add(took);
					}
				}
			}
			head("transaction with one insert", "median", "10 %", "90 %", "difference to plain in a round, median",
					"95 % confidence");
			row("plain", micros(micros.get(0), 0.5), micros(micros.get(0), 0.1), micros(micros.get(0), 0.9), "", "");
			compare("plain once more, for comparison", micros.get(1), micros.get(0));
			compare("tracked", micros.get(2), micros.get(0));
		}
	}

	/**
	 * The confidence interval of a median is between two of the values in their order.
	 */
	private void compare(String what, List<Double> values, List<Double> others) {
		List<Double> differences = new ArrayList<>();
		for (int i = 0; i < values.size(); i++) {
			differences.add((values.get(i) / others.get(i) - 1) * 100);
		}
		double margin = 0.98 / Math.sqrt(differences.size());
		row(what, micros(values, 0.5), micros(values, 0.1), micros(values, 0.9), percent(differences, 0.5),
				percent(differences, 0.5 - margin) + " to " + percent(differences, 0.5 + margin));
	}

	private static String percent(List<Double> values, double part) {
		return String.format(Locale.ROOT, "%+.2f %%", at(values, part));
	}

	private static HikariDataSource pool(ServerAddresses servers) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl(servers.jdbcUrl());
		pool.setUsername(servers.username());
		pool.setPassword(servers.password());
		pool.setMaximumPoolSize(1);
		return pool;
	}

	private static ConfigurableApplicationContext start(HikariDataSource pool, boolean tracked) {
		return new SpringApplicationBuilder(Inserts.class).web(WebApplicationType.NONE)
			.properties(Map.of("spring.config.name", "none", "spring.main.banner-mode", "off",
					"softlanding.transaction.enabled", tracked))
			.initializers((context) -> ((GenericApplicationContext) context).registerBean("dataSource",
					HikariDataSource.class, () -> pool,
					// It is everybody's.
					(definition) -> definition.setDestroyMethodName("")))
			.run();
	}

	private static double micros(ConfigurableApplicationContext context, int inserts) {
		TransactionTemplate transaction = context.getBean(TransactionTemplate.class);
		JdbcClient jdbc = context.getBean(JdbcClient.class);
		long start = System.nanoTime();
		for (int i = 0; i < inserts; i++) {
			transaction.executeWithoutResult(
					(status) -> jdbc.sql("INSERT INTO inserts VALUES (?)").param(UUID.randomUUID()).update());
		}
		return (System.nanoTime() - start) / 1e3 / inserts;
	}

	private static String micros(List<Double> values, double part) {
		return String.format(Locale.ROOT, "%.1f µs", at(values, part));
	}

	private static double at(List<Double> values, double part) {
		return values.stream().sorted().toList().get((int) (part * (values.size() - 1)));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Inserts {

	}

}
