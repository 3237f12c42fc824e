package io.softlanding.sample.endtoend;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import io.softlanding.servers.ServerAddresses;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Transactions that insert a row into PostgreSQL, with tracking and without it, in turn
 * in one process: many short rounds of both, so that whatever else the machine does hits
 * both.
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
		int rounds = number("rounds", 300);
		int inserts = number("inserts", 200);
		try (ConfigurableApplicationContext plain = start(servers, false);
				ConfigurableApplicationContext control = start(servers, false);
				ConfigurableApplicationContext tracked = start(servers, true)) {
			List<ConfigurableApplicationContext> services = List.of(plain, control, tracked);
			List<List<Double>> micros = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
			for (int i = -rounds / 3; i < rounds; i++) {
				// Who is first changes, for whoever cleans up after the others.
				for (int j = 0; j < services.size(); j++) {
					int service = Math.floorMod(i + j, services.size());
					double took = micros(services.get(service), inserts);
					if (i >= 0) {
						micros.get(service).add(took);
					}
				}
			}
			head("transaction with one insert", "median", "10 %", "90 %", "ratio to plain in a round, median");
			row("plain", micros(micros.get(0), 0.5), micros(micros.get(0), 0.1), micros(micros.get(0), 0.9), "");
			row("plain once more, for comparison", micros(micros.get(1), 0.5), micros(micros.get(1), 0.1),
					micros(micros.get(1), 0.9), ratio(micros.get(1), micros.get(0)));
			row("tracked", micros(micros.get(2), 0.5), micros(micros.get(2), 0.1), micros(micros.get(2), 0.9),
					ratio(micros.get(2), micros.get(0)));
		}
	}

	private static String ratio(List<Double> values, List<Double> others) {
		List<Double> ratios = new ArrayList<>();
		for (int i = 0; i < values.size(); i++) {
			ratios.add(values.get(i) / others.get(i));
		}
		return String.format(Locale.ROOT, "%.3f", at(ratios, 0.5));
	}

	private static ConfigurableApplicationContext start(ServerAddresses servers, boolean tracked) {
		ConfigurableApplicationContext context = new SpringApplicationBuilder(Inserts.class)
			.web(WebApplicationType.NONE)
			.properties(Map.of("spring.config.name", "none", "spring.main.banner-mode", "off",
					"softlanding.transaction.enabled", tracked, "spring.datasource.url", servers.jdbcUrl(),
					"spring.datasource.username", servers.username(), "spring.datasource.password", servers.password(),
					"spring.datasource.hikari.maximum-pool-size", 2))
			.run();
		context.getBean(JdbcClient.class).sql("CREATE TABLE IF NOT EXISTS inserts (id UUID PRIMARY KEY)").update();
		return context;
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
