/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.softlanding.servers.ServerAddresses;
import io.softlanding.servers.ServersExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DeferredImportSelector;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * What of a running application follows by itself.
 */
@ExtendWith(ServersExtension.class)
class BuiltInListenersTests {

	private static final String FIRST = """
			pricing.margin: 0.25
			discount.percent: 5
			app.title: Shop
			""";

	@TempDir
	Path directory;

	private void write(String text) throws IOException {
		Files.writeString(this.directory.resolve("application.yml"), text);
	}

	@Test
	void logLevelsFollowAlsoWhenTheyAreTakenAway() throws IOException {
		write(FIRST + "logging.level:\n  test.kept: warn\n  test.gone: debug\n  root: warn\n");
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			assertThat(level("test.gone")).isEqualTo(Level.DEBUG);
			write(FIRST + "logging.level:\n  test.kept: error\n  test.new: trace\n  web: debug\n");
			ReloadAttempt attempt = application.reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(attempt.changes()).noneMatch(ReloadChange::restartRequired);
			assertThat(level("test.kept")).isEqualTo(Level.ERROR);
			assertThat(level("test.new")).isEqualTo(Level.TRACE);
			assertThat(level("test.gone")).isEqualTo(Level.INFO);
			assertThat(level("ROOT")).isEqualTo(Level.INFO);
			assertThat(level("org.springframework.web")).as("a member of a group").isEqualTo(Level.DEBUG);
			write(FIRST + "logging.level.test.kept: loud\n");
			attempt = application.force();
			assertThat(attempt.outcome()).isEqualTo(ReloadOutcome.INVALID);
			assertThat(attempt.problems())
				.containsExactly(ReloadProblem.of("logging.level.test.kept is not a log level."));
			assertThat(level("test.kept")).isEqualTo(Level.ERROR);
			write(FIRST);
			assertThat(application.force().outcome()).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(level("org.springframework.web")).isEqualTo(Level.INFO);
		}
	}

	@Test
	void aLoggerThatIsInTwoGroupsHasTheLevelOfTheOtherWhenOneIsTakenAway() throws IOException {
		String groups = "logging.group:\n  first: test.shared\n  second: test.shared\n";
		write(FIRST + groups + "logging.level:\n  first: debug\n  second: warn\n");
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			assertThat(level("test.shared")).isEqualTo(Level.WARN);
			write(FIRST + groups + "logging.level:\n  second: warn\n");
			assertThat(application.reload().outcome()).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(level("test.shared")).isEqualTo(Level.WARN);
			write(FIRST + groups + "logging.level:\n  first: debug\n");
			assertThat(application.reload().outcome()).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(level("test.shared")).isEqualTo(Level.DEBUG);
		}
	}

	@Test
	void ofALoggerAndItsGroupTheLastOneCountsAsWhenTheApplicationStarts() throws IOException {
		String group = "logging.group.shop: test.both\nlogging.level:\n";
		write(FIRST + group + "  test.both: debug\n  shop: error\n");
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			assertThat(level("test.both")).isEqualTo(Level.ERROR);
			write(FIRST + group + "  test.both: debug\n  shop: warn\n");
			assertThat(application.reload().outcome()).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(level("test.both")).isEqualTo(Level.WARN);
			write(FIRST + group + "  shop: warn\n  test.both: debug\n");
			assertThat(application.reload().outcome()).as("no value has changed").isEqualTo(ReloadOutcome.APPLIED);
			assertThat(level("test.both")).isEqualTo(Level.DEBUG);
		}
	}

	@Test
	void ourOwnSettingsFollow() throws IOException {
		write(FIRST);
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			write(FIRST + "softlanding.reload:\n  history: 2\n  max-file-size: 1KB\n  listener-timeout: 3s\n");
			assertThat(application.reload().changes()).hasSize(3).noneMatch(ReloadChange::restartRequired);
			application.reload();
			application.reload();
			assertThat(application.bean(ReloadHistory.class).attempts()).hasSize(2);
			write(FIRST + "#".repeat(2000));
			assertThat(application.reload().problems().toString()).contains("max-file-size (1024B)");
			write(FIRST + "softlanding.reload:\n  enabled: false\n  history: 2\n  max-file-size: 1KB\n");
			assertThat(application.reload().changes()).contains(
					new ReloadChange("softlanding.reload.enabled", null, "false", true),
					new ReloadChange("softlanding.reload.listener-timeout", "3s", null, false));
		}
	}

	private static Level level(String logger) {
		return ((Logger) LoggerFactory.getLogger(logger)).getEffectiveLevel();
	}

	@Test
	void connectionsToRedisThatAreMadeAfterwardsHaveTheNewPassword(ServerAddresses servers) throws Exception {
		String user = "rotating" + System.nanoTime();
		LettuceConnectionFactory admin = new LettuceConnectionFactory(servers.redisHost(), servers.redisPort());
		admin.afterPropertiesSet();
		admin.start();
		write(FIRST + redis(servers, user, "first"));
		acl(admin, user, "first");
		try (ReloadedApplication application = ReloadedApplication.start(this.directory, Redis.class)) {
			LettuceConnectionFactory factory = application.bean(LettuceConnectionFactory.class);
			assertThat(factory.getConnection().ping()).isEqualTo("PONG");
			acl(admin, user, "second");
			write(FIRST + redis(servers, user, "second"));
			ReloadAttempt attempt = application.reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(attempt.changes())
				.containsExactly(new ReloadChange("spring.data.redis.password", "******", "******", false));
			factory.resetConnection();
			assertThat(factory.getConnection().ping()).isEqualTo("PONG");
			acl(admin, user, "third");
			factory.resetConnection();
			assertThat(catchThrowable(() -> factory.getConnection().ping())).as("the password matters").isNotNull();
		}
		finally {
			admin.destroy();
		}
	}

	@Test
	void anotherPasswordLeavesTheUserOfTheEnvironmentAloneAlsoWhenTheFactoryIsStartedAgain(ServerAddresses servers)
			throws Exception {
		String user = "rotating" + System.nanoTime();
		LettuceConnectionFactory admin = new LettuceConnectionFactory(servers.redisHost(), servers.redisPort());
		admin.afterPropertiesSet();
		admin.start();
		acl(admin, user, "first");
		String username = "  username: " + user + "\n";
		write(FIRST + redis(servers, user, "first").replace(username, ""));
		try (ReloadedApplication application = ReloadedApplication.start(this.directory, Redis.class,
				"spring.data.redis.username=" + user)) {
			LettuceConnectionFactory factory = application.bean(LettuceConnectionFactory.class);
			acl(admin, user, "second");
			write(FIRST + redis(servers, user, "second").replace(username, ""));
			assertThat(application.reload().outcome()).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(factory.getConnection().execute("ACL", "WHOAMI".getBytes())).isEqualTo(user.getBytes());
			factory.stop();
			factory.start();
			assertThat(factory.getConnection().execute("ACL", "WHOAMI".getBytes())).isEqualTo(user.getBytes());
		}
		finally {
			admin.destroy();
		}
	}

	@Test
	void theClientThatSpringBootMakesFollowsToo(ServerAddresses servers) throws Exception {
		assumeThat(RedisSelector.names()).as("a module of its own from Spring Boot 4 on").isNotEmpty();
		String user = "rotating" + System.nanoTime();
		LettuceConnectionFactory admin = new LettuceConnectionFactory(servers.redisHost(), servers.redisPort());
		admin.afterPropertiesSet();
		admin.start();
		acl(admin, user, "first");
		write(FIRST + redis(servers, user, "first"));
		try (ReloadedApplication application = ReloadedApplication.start(this.directory, SpringBootsRedis.class)) {
			LettuceConnectionFactory factory = application.bean(LettuceConnectionFactory.class);
			assertThat(factory.getConnection().execute("ACL", "WHOAMI".getBytes())).isEqualTo(user.getBytes());
			acl(admin, user, "second");
			write(FIRST + redis(servers, user, "second"));
			assertThat(application.reload().outcome()).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(factory.getConnection().ping()).as("the open connection goes on").isEqualTo("PONG");
			factory.resetConnection();
			assertThat(factory.getConnection().execute("ACL", "WHOAMI".getBytes())).isEqualTo(user.getBytes());
		}
		finally {
			admin.destroy();
		}
	}

	@Test
	void aPasswordIsTakenBackWhenALaterListenerCannotCommit(ServerAddresses servers) throws Exception {
		String user = "rotating" + System.nanoTime();
		LettuceConnectionFactory admin = new LettuceConnectionFactory(servers.redisHost(), servers.redisPort());
		admin.afterPropertiesSet();
		admin.start();
		acl(admin, user, "first");
		write(FIRST + redis(servers, user, "first"));
		try (ReloadedApplication application = ReloadedApplication.start(this.directory, Redis.class)) {
			LettuceConnectionFactory factory = application.bean(LettuceConnectionFactory.class);
			write(FIRST + redis(servers, user, "second"));
			List<Throwable> refused = new ArrayList<>();
			application.reloader(ReloadedApplication.refusing(() -> {
				factory.resetConnection();
				refused.add(catchThrowable(() -> factory.getConnection().ping()));
			})).reload(ReloadTrigger.SIGNAL);
			assertThat(refused).singleElement().as("the new password was in force").isNotNull();
			factory.resetConnection();
			assertThat(factory.getConnection().ping()).isEqualTo("PONG");
		}
		finally {
			admin.destroy();
		}
	}

	private static String redis(ServerAddresses servers, String user, String password) {
		return "spring.data.redis:\n  host: %s\n  port: %d\n  username: %s\n  password: %s\n"
			.formatted(servers.redisHost(), servers.redisPort(), user, password);
	}

	private static void acl(LettuceConnectionFactory admin, String user, String password) {
		admin.getConnection()
			.execute("ACL",
					List.of("SETUSER", user, "on", "resetpass", ">" + password, "~*", "+@all")
						.stream()
						.map(String::getBytes)
						.toArray(byte[][]::new));
	}

	/** The connections as Spring Boot makes them. */
	@Configuration(proxyBeanMethods = false)
	static class Redis {

		@Bean
		LettuceConnectionFactory redisConnectionFactory(Environment environment, RedisCredentialsListener credentials) {
			RedisStandaloneConfiguration server = new RedisStandaloneConfiguration(
					environment.getRequiredProperty("spring.data.redis.host"),
					environment.getRequiredProperty("spring.data.redis.port", Integer.class));
			server.setUsername(environment.getProperty("spring.data.redis.username"));
			server.setPassword(environment.getProperty("spring.data.redis.password"));
			return new LettuceConnectionFactory(server,
					LettuceClientConfiguration.builder().redisCredentialsProviderFactory(credentials).build());
		}

	}

	/** The connections that Spring Boot makes itself. */
	@Configuration(proxyBeanMethods = false)
	@Import(RedisSelector.class)
	static class SpringBootsRedis {

	}

	/** The auto-configuration's name has changed between Spring Boot 3.5 and 4. */
	static final class RedisSelector implements DeferredImportSelector {

		@Override
		public String[] selectImports(AnnotationMetadata metadata) {
			return names();
		}

		private static String[] names() {
			return Stream
				.of("org.springframework.boot.autoconfigure.data.redis.RedisAutoConfiguration",
						"org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration")
				.filter((name) -> ClassUtils.isPresent(name, RedisSelector.class.getClassLoader()))
				.toArray(String[]::new);
		}

	}

}
