package io.softlanding.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

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
import org.springframework.context.annotation.DeferredImportSelector;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
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

	private static Level level(String logger) {
		return ((Logger) LoggerFactory.getLogger(logger)).getEffectiveLevel();
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
