/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

import io.softlanding.servers.ServerAddresses;
import io.softlanding.test.HttpConnection;
import org.awaitility.Awaitility;

/**
 * A hundred transactions that would stay open for a minute: a third is idle, a third runs
 * a statement, a third waits for a lock. How long does the server know them after the
 * phase that ends them has begun?
 */
final class StuckTransactionsBenchmark extends Benchmark {

	private static final List<String> KINDS = List.of("idle", "running", "lock-wait");

	/** Our transactions, and not the sessions of those who look. */
	private static final String COUNT = "SELECT count(*) FROM pg_stat_activity WHERE xact_start IS NOT NULL"
			+ " AND application_name = 'stuck'";

	private StuckTransactionsBenchmark(String[] options) {
		super(options);
	}

	public static void main(String[] options) throws Exception {
		new StuckTransactionsBenchmark(options).run();
	}

	@Override
	void measure(ServerAddresses servers) throws Exception {
		head("run", "transactions open", "gone from the server after", "phase took", "rows left", "outcomes");
		for (int i = 1; i <= number("runs", 5); i++) {
			measure(servers, i, number("transactions", 100));
		}
	}

	private void measure(ServerAddresses servers, int run, int transactions) throws Exception {
		List<HttpConnection> callers = new ArrayList<>();
		try (Connection server = DriverManager.getConnection(servers.jdbcUrl(), servers.username(), servers.password());
				SampleApp app = SampleApp.launch(servers)
					.with("spring.profiles.active=lab", "softlanding.drain.timeout=12s",
							"softlanding.web.quiet-period.max=0s", "softlanding.web.quiet-period.settle=0s",
							"spring.datasource.hikari.maximum-pool-size=" + (transactions + 5),
							"spring.datasource.hikari.data-source-properties.ApplicationName=stuck",
							"server.tomcat.threads.max=" + (transactions + 20))
					.start()
					.awaitReady()) {
			// Idle ones first: they hold the lock that others wait for.
			List<String> kinds = KINDS.stream()
				.flatMap((kind) -> IntStream.range(0, share(transactions, kind)).mapToObj((one) -> kind))
				.toList();
			for (String kind : kinds) {
				HttpConnection caller = HttpConnection.open(app.port(), Duration.ofSeconds(60), null);
				callers.add(caller);
				caller.send("POST", "/lab/transactions?seconds=60&kind=" + kind);
				if (kind.equals("idle")) {
					Awaitility.await().until(() -> count(server, COUNT) >= callers.size());
				}
			}
			Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> count(server, COUNT) == transactions);
			app.signal("TERM");
			while (!"TRANSACTIONS".equals(phase(app))) {
				Thread.onSpinWait();
			}
			long began = System.nanoTime();
			while (count(server, COUNT) > 0) {
				Thread.onSpinWait();
			}
			long gone = System.nanoTime() - began;
			app.awaitExit(Duration.ofSeconds(30));
			Map<String, Integer> outcomes = new TreeMap<>();
			SampleApp.list(app.participant("TRANSACTIONS", "transactions").get("transactions"))
				.forEach((one) -> outcomes.merge(String.valueOf(one.get("outcome")), 1, Integer::sum));
			row(run, transactions, "%d ms".formatted(gone / 1_000_000),
					Duration.parse(String.valueOf(app.phase("TRANSACTIONS").get("took"))).toMillis() + " ms",
					count(server, "SELECT count(*) FROM lab_transactions"), outcomes);
		}
		finally {
			callers.forEach(HttpConnection::close);
		}
	}

	private static int share(int transactions, String kind) {
		int third = transactions / KINDS.size();
		return kind.equals("idle") ? transactions - third * (KINDS.size() - 1) : third;
	}

	private static Object phase(SampleApp app) throws IOException {
		return app.status().get("phase");
	}

	private static long count(Connection server, String sql) throws SQLException {
		try (Statement statement = server.createStatement(); ResultSet row = statement.executeQuery(sql)) {
			row.next();
			return row.getLong(1);
		}
	}

}
