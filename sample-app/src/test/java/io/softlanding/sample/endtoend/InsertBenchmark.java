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
		try (ConfigurableApplicationContext tracked = start(servers, true);
				ConfigurableApplicationContext plain = start(servers, false)) {
			List<Double> trackedMicros = new ArrayList<>();
			List<Double> plainMicros = new ArrayList<>();
			for (int i = -rounds / 3; i < rounds; i++) {
				// Who is first changes, for whoever cleans up after the other.
				boolean first = i % 2 == 0;
				double one = micros(first ? tracked : plain, inserts);
				double other = micros(first ? plain : tracked, inserts);
				if (i >= 0) {
					trackedMicros.add(first ? one : other);
					plainMicros.add(first ? other : one);
				}
			}
			List<Double> ratios = new ArrayList<>();
			for (int i = 0; i < rounds; i++) {
				ratios.add(trackedMicros.get(i) / plainMicros.get(i));
			}
			head("transaction with one insert", "median", "10 %", "90 %");
			row("plain", micros(plainMicros, 0.5), micros(plainMicros, 0.1), micros(plainMicros, 0.9));
			row("tracked", micros(trackedMicros, 0.5), micros(trackedMicros, 0.1), micros(trackedMicros, 0.9));
			line("%nRatio of the two in a round, tracked to plain: median %.4f; of the medians: %.4f", at(ratios, 0.5),
					at(trackedMicros, 0.5) / at(plainMicros, 0.5));
		}
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
