/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.softlanding.config.InvalidConfigurationException;
import io.softlanding.redis.RedisEviction;
import io.softlanding.servers.EmbeddedRedisServer;
import io.softlanding.servers.ServerAddresses;
import io.softlanding.servers.ServersExtension;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Leases of groups of instances on one server.
 */
@Timeout(60)
@ExtendWith(ServersExtension.class)
class LeaseGroupTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private final String id = UUID.randomUUID().toString();

	private ApplicationContextRunner runner;

	@BeforeEach
	void configure(ServerAddresses servers) {
		this.runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(LockAutoConfiguration.class))
			.withPropertyValues("softlanding.lock.prefix=shop:", "softlanding.group=web")
			.withBean(LettuceConnectionFactory.class,
					() -> new LettuceConnectionFactory(servers.redisHost(), servers.redisPort()))
			.withUserConfiguration(LockAutoConfigurationTests.Redis.class);
	}

	@Test
	void equalNamesOfTwoGroupsAreTwoLeases() {
		this.runner.run((web) -> this.runner.withPropertyValues("softlanding.group=worker").run((worker) -> {
			try (Lease one = web.getBean(LeaseRegistry.class).tryAcquire(this.id, LONG, Duration.ZERO);
					Lease other = worker.getBean(LeaseRegistry.class).tryAcquire(this.id, LONG, Duration.ZERO)) {
				assertThat(one).isNotNull();
				assertThat(other).isNotNull();
				assertThat(web.getBean(StringRedisTemplate.class).keys("*" + this.id + "*")).containsExactlyInAnyOrder(
						"shop:web:lock:{" + this.id + "}", "shop:web:fence:{" + this.id + "}",
						"shop:worker:lock:{" + this.id + "}", "shop:worker:fence:{" + this.id + "}");
			}
		}));
	}

	@Test
	void theNameOfTheApplicationIsItsGroup() {
		this.runner.withPropertyValues("softlanding.group=", "spring.application.name=orders")
			.run((context) -> assertThat(context.getBean(LeaseKeys.class).lock("a")).isEqualTo("shop:orders:lock:{a}"));
	}

	@Test
	void leasesWithoutAGroupStopStartUp() {
		ApplicationContextRunner unnamed = this.runner.withPropertyValues("softlanding.group=");
		unnamed.run((context) -> assertThat(context).as("no lease").hasNotFailed());
		for (ApplicationContextRunner used : List.of(
				unnamed.withUserConfiguration(LockAutoConfigurationTests.Shop.class),
				unnamed.withBean("user", LeaseRegistryUser.class))) {
			used.run((context) -> {
				assertThat(context).hasFailed();
				assertThat(context.getStartupFailure()).rootCause()
					.isInstanceOf(InvalidConfigurationException.class)
					.hasMessageContaining("neither softlanding.group nor spring.application.name is set");
			});
		}
		this.runner.withPropertyValues("softlanding.group=a{b}")
			.withBean("user", LeaseRegistryUser.class)
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageStartingWith("softlanding.group is 'a{b}'."));
	}

	record LeaseRegistryUser(LeaseRegistry leases) {
	}

	@Test
	void aServerThatMayEvictLeasesIsWarnedOfOnce() throws Exception {
		Logger logger = (Logger) LoggerFactory.getLogger(RedisEviction.class);
		ListAppender<ILoggingEvent> appender = new ListAppender<>();
		appender.start();
		logger.addAppender(appender);
		try (EmbeddedRedisServer server = EmbeddedRedisServer.start()) {
			ApplicationContextRunner own = new ApplicationContextRunner()
				.withConfiguration(AutoConfigurations.of(LockAutoConfiguration.class))
				.withPropertyValues("softlanding.group=web")
				.withBean(LettuceConnectionFactory.class,
						() -> new LettuceConnectionFactory(server.host(), server.port()));
			server.ask("CONFIG SET maxmemory-policy allkeys-lru");
			own.run((context) -> assertThat(context).hasNotFailed());
			assertThat(appender.list).as("no lease").isEmpty();
			own.withBean("user", LeaseRegistryUser.class).run((context) -> {
				LeaseFixtures.until(() -> !appender.list.isEmpty());
				context.getBean(RedisEviction.class).check(context.getBean(LettuceConnectionFactory.class));
			});
			assertThat(appender.list).extracting(ILoggingEvent::getFormattedMessage)
				.singleElement(InstanceOfAssertFactories.STRING)
				.contains("allkeys-lru");
		}
		finally {
			logger.detachAppender(appender);
		}
	}

}
