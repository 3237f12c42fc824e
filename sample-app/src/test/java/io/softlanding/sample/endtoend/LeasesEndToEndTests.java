/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import io.softlanding.servers.ServerAddresses;
import io.softlanding.servers.ServersExtension;
import io.softlanding.test.HttpConnection;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.json.JsonParserFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two processes that fight over leases while one of them is paused, killed and drained.
 * What the leases guard writes down who has written, in its own order.
 */
@Tag("first-leg")
@ExtendWith(ServersExtension.class)
class LeasesEndToEndTests {

	private static final int TTL_SECONDS = 2;

	private static final int UUID_LENGTH = 36;

	private final String name = UUID.randomUUID().toString();

	private ServerAddresses servers;

	private LettuceConnectionFactory connections;

	private StringRedisTemplate redis;

	@BeforeEach
	void connect(ServerAddresses servers) {
		this.servers = servers;
		this.connections = new LettuceConnectionFactory(servers.redisHost(), servers.redisPort());
		this.connections.afterPropertiesSet();
		this.connections.start();
		this.redis = new StringRedisTemplate(this.connections);
	}

	@AfterEach
	void disconnect() {
		this.connections.destroy();
	}

	@Test
	void aProcessThatIsPausedKilledOrDrainedNeverWritesAfterTheNextHolder() throws Exception {
		try (SampleApp one = app().start(); SampleApp other = app().start()) {
			one.awaitReady();
			other.awaitReady();
			FutureTask<Map<String, Object>> paused = work(one, 60, 0);
			awaitHolder(null);
			String first = holder();
			// Paused before its first write, it would never be one of the writers.
			awaitWrites(1);
			pauseBetweenWrites(one);
			// It waits for the lease to lapse, and then works on.
			FutureTask<Map<String, Object>> next = work(other, 60, 20);
			awaitHolder(first);
			String second = holder();
			awaitWrites(2);
			one.signal("CONT");
			Map<String, Object> resumed = paused.get(30, TimeUnit.SECONDS);
			assertThat(resumed).containsEntry("refused", true).containsEntry("lost", true);
			assertThat(holder()).as("nothing was released twice").isEqualTo(second);

			FutureTask<Map<String, Object>> last = work(one, 4, 20);
			other.signal("KILL");
			awaitHolder(second);
			assertThat(last.get(30, TimeUnit.SECONDS)).containsEntry("refused", false).containsEntry("lost", false);
			assertThat(next.isDone() || !other.isAlive()).isTrue();
			assertThat(holder()).as("released at the end of its work").isNull();
			List<Long> written = written();
			assertThat(written).as("the tokens in the order of the writes").isSorted();
			assertThat(written.stream().distinct()).as("three holders have written").hasSize(3);
		}
	}

	@Test
	void aDrainReleasesWhatHasEndedAndNamesWhatStillRuns() throws Exception {
		String running = "running-" + this.name;
		try (SampleApp one = app().with("softlanding.drain.timeout=8s").start(); SampleApp other = app().start()) {
			one.awaitReady();
			other.awaitReady();
			FutureTask<Map<String, Object>> ends = work(one, this.name, 3, 0);
			// Tomcat interrupts it at the end. Work that ended then would release its
			// lease.
			FutureTask<Map<String, Object>> hangs = work(one, running, "&seconds=600&pauseMillis=600000");
			awaitHolder(null);
			Awaitility.await().until(() -> owner(running) != null);
			FutureTask<Map<String, Object>> successor = work(other, this.name, 0, 60);
			one.signal("TERM");
			assertThat(ends.get(30, TimeUnit.SECONDS)).containsEntry("refused", false);
			assertThat(successor.get(30, TimeUnit.SECONDS).get("token")).isNotEqualTo(0);
			assertThat(one.awaitExit(Duration.ofSeconds(30))).as(one.output()).isEqualTo(143);
			Map<String, Object> locks = one.participant("LOCKS", "redis-locks");
			assertThat(locks).as(one.output()).containsEntry("abandoned", 1);
			assertThat(SampleApp.list(locks.get("abandonedLocks"))).singleElement()
				.satisfies((described) -> assertThat(described).containsEntry("name", "lab:{name}")
					.containsEntry("holder", "POST /lab/leases"));
			Awaitility.await().until(hangs::isDone);
			assertThat(SampleApp.number(work(other, running, 0, 20).get(30, TimeUnit.SECONDS).get("token")))
				.as("it has lapsed")
				.isPositive();
			assertThat(written()).isSorted();
		}
	}

	@Test
	void whoCountsAShelfNextBeginsWithTheLastCount() throws Exception {
		SampleApp.Launch launch = app().with("softlanding.cache.write-behind.flush-delay=1h");
		try (SampleApp one = launch.start(); SampleApp other = app().start()) {
			one.awaitReady();
			other.awaitReady();
			for (int i = 1; i <= 20; i++) {
				assertThat(count(one, i)).isEqualTo(200);
			}
			assertThat(count(other, 99)).as("another instance counts it").isEqualTo(409);
			Set<String> held = keys("softlanding:sample-app:lock:{shelf:" + this.name + "*");
			assertThat(held).isNotEmpty();
			String instance = token(held.iterator().next()).substring(0, UUID_LENGTH);
			one.signal("TERM");
			assertThat(one.awaitExit(Duration.ofSeconds(30))).as(one.output()).isEqualTo(143);
			assertThat(one.participant("LOCKS", "redis-locks")).containsEntry("outcome", "COMPLETED");
			assertThat(keys("softlanding:sample-app:lock:*").stream().map(this::token))
				.noneMatch((token) -> token.startsWith(instance));
			assertThat(keys("*").stream().filter((key) -> key.contains(this.name)))
				.allMatch((key) -> key.startsWith("softlanding:sample-app:fence:"));
			try (HttpConnection connection = HttpConnection.open(other.port())) {
				assertThat(connection.exchange("GET", "/lab/stock/" + this.name).text()).isEqualTo("20\n");
			}
			assertThat(count(other, 21)).isEqualTo(200);
		}
	}

	private Set<String> keys(String pattern) {
		return Objects.requireNonNull(this.redis.keys(pattern));
	}

	/** The token begins with what is the instance's own. */
	private String token(String key) {
		return Objects.requireNonNullElse(this.redis.opsForValue().get(key), "nobody");
	}

	private SampleApp.Launch app() {
		return SampleApp.launch(this.servers)
			.quick()
			.with("spring.profiles.active=lab", "softlanding.web.quiet-period.max=1s");
	}

	private FutureTask<Map<String, Object>> work(SampleApp app, int seconds, int wait) {
		return work(app, this.name, seconds, wait);
	}

	private static FutureTask<Map<String, Object>> work(SampleApp app, String name, int seconds, int wait) {
		return work(app, name, "&seconds=%d&wait=%d".formatted(seconds, wait));
	}

	private static FutureTask<Map<String, Object>> work(SampleApp app, String name, String parameters) {
		FutureTask<Map<String, Object>> task = new FutureTask<>(() -> {
			try (HttpConnection connection = HttpConnection.open(app.port(), Duration.ofSeconds(90), null)) {
				String answer = connection
					.exchange("POST", "/lab/leases?name=%s&ttl=%d%s".formatted(name, TTL_SECONDS, parameters))
					.text();
				return JsonParserFactory.getJsonParser().parseMap(answer);
			}
		});
		new Thread(task, "work").start();
		return task;
	}

	private int count(SampleApp app, int quantity) throws IOException {
		try (HttpConnection connection = HttpConnection.open(app.port())) {
			return connection.exchange("PUT", "/lab/stock/" + this.name + "?quantity=" + quantity).status();
		}
	}

	private @Nullable String holder() {
		return owner(this.name);
	}

	private @Nullable String owner(String name) {
		return this.redis.opsForValue().get("softlanding:sample-app:lock:{" + name + "}");
	}

	private void awaitHolder(@Nullable String notThis) {
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
			String holder = holder();
			return holder != null && !holder.equals(notThis);
		});
	}

	/**
	 * Paused within a write, it would hold the lock of the row that the next one writes.
	 */
	private void pauseBetweenWrites(SampleApp app) throws Exception {
		try (Connection connection = DriverManager.getConnection(this.servers.jdbcUrl(), this.servers.username(),
				this.servers.password()); Statement statement = connection.createStatement()) {
			while (true) {
				app.signal("STOP");
				try (ResultSet writing = statement
					.executeQuery("select 1 from pg_stat_activity where backend_xid is not null")) {
					if (!writing.next()) {
						return;
					}
				}
				app.signal("CONT");
			}
		}
	}

	private void awaitWrites(int holders) {
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> written().stream().distinct().count() == holders);
	}

	/** The tokens, in the order in which they were written. */
	private List<Long> written() throws Exception {
		List<Long> tokens = new ArrayList<>();
		try (Connection connection = DriverManager.getConnection(this.servers.jdbcUrl(), this.servers.username(),
				this.servers.password());
				PreparedStatement statement = connection
					.prepareStatement("SELECT token FROM lab_writes WHERE name = ? ORDER BY id")) {
			statement.setString(1, this.name);
			try (ResultSet rows = statement.executeQuery()) {
				while (rows.next()) {
					tokens.add(rows.getLong(1));
				}
			}
		}
		return tokens;
	}

}
