/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.Credentials;
import io.softlanding.servers.ServerAddresses;
import io.softlanding.servers.ServersExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HikariListener}.
 */
@ExtendWith(ServersExtension.class)
class HikariListenerTests {

	private static final String FIRST = """
			pricing.margin: 0.25
			discount.percent: 5
			app.title: Shop
			""";

	private static final String POOL = """
			logging.level.test.back: warn
			spring.datasource:
			  username: one
			  password: first
			  hikari:
			    maximum-pool-size: 5
			    minimum-idle: 2
			    connection-timeout: 1000
			    idle-timeout: 10000
			    max-lifetime: 60000
			    validation-timeout: 1000
			    leak-detection-threshold: 3000
			""";

	@TempDir
	Path directory;

	private void write(String text) throws IOException {
		Files.writeString(this.directory.resolve("application.yml"), text);
	}

	@Test
	void aPoolIsResizedAndItsNextConnectionsHaveTheNewPassword(ServerAddresses servers) throws Exception {
		String user = "rotating" + System.nanoTime();
		execute(servers, "CREATE ROLE " + user + " LOGIN PASSWORD 'first'");
		String source = """
				spring.datasource:
				  url: %s
				  username: %s
				  password: first
				  hikari:
				    maximum-pool-size: 1
				""".formatted(servers.jdbcUrl(), user);
		write(FIRST + source);
		try (ReloadedApplication application = ReloadedApplication.start(this.directory, Database.class)) {
			HikariDataSource pool = application.bean(HikariDataSource.class);
			try (Connection held = pool.getConnection()) {
				execute(servers, "ALTER ROLE " + user + " PASSWORD 'second'");
				write(FIRST + source.replace("first", "second").replace("size: 1", "size: 2"));
				ReloadAttempt attempt = application.reload();
				assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.APPLIED);
				assertThat(attempt.changes()).containsExactly(
						new ReloadChange("spring.datasource.hikari.maximum-pool-size", "1", "2", false),
						new ReloadChange("spring.datasource.password", "******", "******", false));
				assertThat(pool.getMaximumPoolSize()).isEqualTo(2);
				try (Connection fresh = pool.getConnection()) {
					assertThat(fresh.isValid(1)).isTrue();
				}
				assertThat(held.isValid(1)).as("what is open is left alone").isTrue();
			}
			write(FIRST + source.replace("first", "second").replace("size: 1", "size: 0"));
			assertThat(application.reload().outcome()).isEqualTo(ReloadOutcome.INVALID);
			assertThat(pool.getMaximumPoolSize()).isEqualTo(2);
			write(FIRST + source.replace("first", "second") + "    pool-name: other\n");
			assertThat(application.reload().changes())
				.contains(new ReloadChange("spring.datasource.hikari.pool-name", null, "other", true));
		}
	}

	@Test
	void aPoolHasNeverTheNewUserWithTheOldPassword() throws IOException {
		String source = "spring.datasource:\n  url: jdbc:postgresql://localhost:1/\n  username: one\n  password: first\n";
		write(FIRST + source);
		try (ReloadedApplication application = ReloadedApplication.start(this.directory, RecordingDatabase.class)) {
			RecordingPool pool = application.bean(RecordingPool.class);
			pool.credentials.clear();
			write(FIRST + source.replace("one", "two").replace("first", "second"));
			assertThat(application.reload().outcome()).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(pool.credentials).containsExactly("two/second");
			write(FIRST + source.replace("one", "two").replace("first", "third"));
			assertThat(application.reload().outcome()).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(pool.credentials).containsExactly("two/second", "two/third");
		}
	}

	@Test
	void aPoolThatHasAnotherPasswordThanTheFileIsLeftAlone() throws IOException {
		String source = "spring.datasource:\n  url: jdbc:postgresql://localhost:1/\n  username: one\n  password: Zmlyc3Q=\n";
		write(FIRST + source);
		try (ReloadedApplication application = ReloadedApplication.start(this.directory, RecordingDatabase.class)) {
			RecordingPool pool = application.bean(RecordingPool.class);
			pool.setPassword("decrypted");
			pool.credentials.clear();
			write(FIRST + source.replace("Zmlyc3Q=", "c2Vjb25k"));
			ReloadAttempt attempt = application.reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.INVALID);
			assertThat(attempt.toString()).contains("spring.datasource.password").doesNotContain("c2Vjb25k");
			assertThat(pool.credentials).isEmpty();
		}
	}

	@Test
	void withSeveralPoolsNoneIsGivenThePasswordAlsoIfOneIsPrimary() throws IOException {
		String source = "spring.datasource:\n  username: one\n  password: first\n";
		write(FIRST + source);
		try (ReloadedApplication application = ReloadedApplication.start(this.directory, TwoDatabases.class)) {
			List<RecordingPool> pools = application.context().getBeanProvider(RecordingPool.class).stream().toList();
			pools.forEach((pool) -> pool.credentials.clear());
			write(FIRST + source.replace("first", "second"));
			assertThat(application.reload().changes())
				.containsExactly(new ReloadChange("spring.datasource.password", "******", "******", true));
			assertThat(pools).hasSize(2).allSatisfy((pool) -> assertThat(pool.credentials).isEmpty());
		}
	}

	private static void execute(ServerAddresses servers, String sql) throws Exception {
		try (Connection connection = DriverManager.getConnection(servers.jdbcUrl(), servers.username(),
				servers.password()); Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	@Test
	void whatTheyHaveDoneIsTakenBackWhenALaterListenerCannotCommit() throws IOException {
		write(FIRST + POOL);
		try (ReloadedApplication application = ReloadedApplication.start(this.directory, Database.class)) {
			HikariDataSource pool = application.bean(HikariDataSource.class);
			AtomicBoolean followed = new AtomicBoolean();
			Reloader reloader = application.reloader(ReloadedApplication.refusing(() -> followed
				.set(level("test.back") == Level.ERROR && pool.getMaximumPoolSize() == 9 && pool.getMinimumIdle() == 3
						&& pool.getConnectionTimeout() == 1500 && pool.getIdleTimeout() == 20_000
						&& pool.getMaxLifetime() == 70_000 && pool.getValidationTimeout() == 1250
						&& pool.getLeakDetectionThreshold() == 4000 && pool.getPassword().equals("second"))));
			write(FIRST + POOL.replace("warn", "error")
				.replace("first", "second")
				.replace("size: 5", "size: 9")
				.replace("idle: 2", "idle: 3")
				.replace("connection-timeout: 1000", "connection-timeout: 1500")
				.replace("10000", "20000")
				.replace("60000", "70000")
				.replace("validation-timeout: 1000", "validation-timeout: 1250")
				.replace("3000", "4000"));
			ReloadAttempt attempt = reloader.reload(ReloadTrigger.SIGNAL);
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.FAILED);
			assertThat(followed).isTrue();
			assertThat(level("test.back")).isEqualTo(Level.WARN);
			assertThat(pool.getMaximumPoolSize()).isEqualTo(5);
			assertThat(pool.getMinimumIdle()).isEqualTo(2);
			assertThat(pool.getConnectionTimeout()).isEqualTo(1000);
			assertThat(pool.getIdleTimeout()).isEqualTo(10_000);
			assertThat(pool.getMaxLifetime()).isEqualTo(60_000);
			assertThat(pool.getValidationTimeout()).isEqualTo(1000);
			assertThat(pool.getLeakDetectionThreshold()).isEqualTo(3000);
			assertThat(pool.getPassword()).isEqualTo("first");
		}
	}

	private static Level level(String logger) {
		return ((Logger) LoggerFactory.getLogger(logger)).getEffectiveLevel();
	}

	/** The pool as Spring Boot makes it, whose type for that moved. */
	@Configuration(proxyBeanMethods = false)
	static class Database {

		@Bean
		@ConfigurationProperties("spring.datasource.hikari")
		HikariDataSource dataSource(Environment environment) {
			HikariDataSource pool = new HikariDataSource();
			pool.setJdbcUrl(environment.getProperty("spring.datasource.url"));
			pool.setUsername(environment.getProperty("spring.datasource.username"));
			pool.setPassword(environment.getProperty("spring.datasource.password"));
			Binder.get(environment).bind("spring.datasource.hikari", Bindable.ofInstance(pool));
			return pool;
		}

	}

	/** A pool that remembers each state of its credentials. */
	static final class RecordingPool extends HikariDataSource {

		private final List<String> credentials = new ArrayList<>();

		@Override
		public void setUsername(String username) {
			super.setUsername(username);
			this.credentials.add(getUsername() + "/" + getPassword());
		}

		@Override
		public void setPassword(String password) {
			super.setPassword(password);
			this.credentials.add(getUsername() + "/" + getPassword());
		}

		@Override
		public void setCredentials(Credentials credentials) {
			super.setCredentials(credentials);
			this.credentials.add(getUsername() + "/" + getPassword());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RecordingDatabase {

		@Bean
		RecordingPool dataSource(Environment environment) {
			RecordingPool pool = new RecordingPool();
			pool.setUsername(environment.getProperty("spring.datasource.username"));
			pool.setPassword(environment.getProperty("spring.datasource.password"));
			return pool;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoDatabases {

		@Bean
		@Primary
		RecordingPool orders() {
			return new RecordingPool();
		}

		@Bean
		RecordingPool customers() {
			return new RecordingPool();
		}

	}

}
