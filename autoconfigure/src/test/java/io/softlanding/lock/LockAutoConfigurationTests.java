/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.softlanding.config.LocalBeans;
import io.softlanding.cache.FlushResult;
import io.softlanding.cache.FlushableCache;
import io.softlanding.cache.FlushableCacheAutoConfiguration;
import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPass;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StubDrainContext;
import io.softlanding.servers.ServerAddresses;
import io.softlanding.servers.ServersExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@Timeout(60)
@ExtendWith(ServersExtension.class)
class LockAutoConfigurationTests {

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
			.withUserConfiguration(Redis.class);
	}

	@Configuration(proxyBeanMethods = false)
	static class Redis {

		@Bean
		StringRedisTemplate redis(RedisConnectionFactory connections) {
			return new StringRedisTemplate(connections);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Shop {

		@Bean
		Orders orders(StringRedisTemplate redis) {
			return new Orders(redis);
		}

	}

	static class Orders {

		private final StringRedisTemplate redis;

		Orders(StringRedisTemplate redis) {
			this.redis = redis;
		}

		@LeaseLocked("order:#{#id}")
		@Nullable String pay(String id) {
			return this.redis.opsForValue().get("shop:web:lock:{order:" + id + "}");
		}

		@LeaseLocked(value = "order:#{#id}", ttl = "${order.ttl:5s}", skip = true)
		void expire(String id, Runnable work) {
			work.run();
		}

		@LeaseLocked(value = "order:#{#id}", interruptOnLoss = true)
		void fail(String id) {
			throw new UnsupportedOperationException(id);
		}

		@LeaseLocked("#{#id}")
		void withoutName(String id) {
		}

		@LeaseLocked("order:#{#id}")
		@Transactional
		void transactional(String id) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	static class Transactions {

		@Bean
		PlatformTransactionManager transactionManager(StringRedisTemplate redis, AtomicReference<String> atCommit,
				Key key) {
			return new AbstractPlatformTransactionManager() {

				private static final long serialVersionUID = 1L;

				@Override
				protected Object doGetTransaction() {
					return this;
				}

				@Override
				protected void doBegin(Object transaction,
						org.springframework.transaction.TransactionDefinition definition) {
				}

				@Override
				protected void doCommit(DefaultTransactionStatus status) {
					atCommit.set(redis.opsForValue().get(key.name()));
				}

				@Override
				protected void doRollback(DefaultTransactionStatus status) {
				}

			};
		}

	}

	record Key(String name) {
	}

	@Test
	void leasesTakePartInTheDrain() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(LeaseRegistry.class)
			.hasSingleBean(LocksParticipant.class)
			.hasSingleBean(LocksStatus.class)
			.hasSingleBean(EphemeralKeys.class)
			.hasSingleBean(EphemeralKeysParticipant.class));
	}

	@Test
	void theStatusHidesNamesUnlessMessagesAreShown() {
		this.runner.run((context) -> {
			LeaseRegistry leases = context.getBean(LeaseRegistry.class);
			try (Lease made = leases.tryAcquire(this.id, LONG, Duration.ZERO);
					Lease named = leases.tryAcquire(this.id + 17, "stock:{sku}", LONG, Duration.ZERO)) {
				assertThat(context.getBean(LocksStatus.class).status().toString()).doesNotContain(this.id)
					.contains("******", "stock:{sku}");
			}
		});
	}

	/** Its store is down. */
	static final class DirtyCache implements FlushableCache {

		volatile long dirty = 1;

		@Override
		public String getName() {
			return "stock";
		}

		@Override
		public long dirty() {
			return this.dirty;
		}

		@Override
		public FlushResult flush(Duration timeout) {
			return (this.dirty > 0) ? new FlushResult(0, 0, List.of("a"), List.of()) : FlushResult.NOTHING;
		}

		@Override
		public void readOnly(boolean readOnly) {
		}

		@Override
		public boolean close(Duration timeout) {
			return true;
		}

	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 0 })
	void aLeaseLapsesIfACacheCouldNotBeFlushed(long left) {
		this.runner.withConfiguration(AutoConfigurations.of(FlushableCacheAutoConfiguration.class))
			.withBean(DirtyCache.class)
			.run((context) -> {
				StringRedisTemplate redis = context.getBean(StringRedisTemplate.class);
				String key = context.getBean(LeaseKeys.class).lock(this.id);
				LeaseRegistry leases = context.getBean(LeaseRegistry.class);
				leases.tryAcquire(this.id, LONG, Duration.ZERO).close();
				assertThat(redis.hasKey(key)).as("in normal running").isFalse();
				Lease lease = leases.tryAcquire(this.id, "stock:{sku}", LONG, Duration.ZERO);
				context.getBean(DirtyCache.class).dirty = left;
				drain(LocalBeans.of(context, DrainParticipant.class).toList(), DrainPhase.CACHES, DrainPass.FIRST);
				lease.close();
				DrainResult result = drain(LocalBeans.of(context, DrainParticipant.class).toList(), DrainPhase.LOCKS,
						DrainPass.LAST);
				assertThat(redis.hasKey(key)).isEqualTo(left > 0);
				assertThat(result.details().toString().contains("stock:{sku}")).isEqualTo(left > 0);
				assertThat(result.outcome()).isEqualTo((left > 0) ? DrainOutcome.FAILED : DrainOutcome.NOTHING_TO_DO);
			});
	}

	private static DrainResult drain(Collection<DrainParticipant> participants, DrainPhase phase, DrainPass pass)
			throws Exception {
		DrainParticipant participant = participants.stream()
			.filter((each) -> each.phase() == phase && !each.name().equals("ephemeral-keys"))
			.findFirst()
			.orElseThrow();
		return participant.drain(new StubDrainContext(Duration.ofSeconds(5)).pass(pass));
	}

	@Test
	void theStatusShowsWhatIsHeldAndNoToken() {
		this.runner.withPropertyValues("softlanding.panic.messages=true").run((context) -> {
			try (Lease lease = context.getBean(LeaseRegistry.class).tryAcquire(this.id, LONG, Duration.ZERO)) {
				assertThat(lease).isNotNull();
				assertThat(context.getBean(LocksStatus.class).status()).containsEntry("held", 1);
				String status = context.getBean(LocksStatus.class).status().toString();
				HeldLease held = (HeldLease) lease;
				assertThat(status).contains(this.id).doesNotContain(held.token());
			}
			assertThat(context.getBean(LocksStatus.class).status()).containsEntry("held", 0);
		});
	}

	@Test
	void metricsCountEachEnd() {
		this.runner.withBean(SimpleMeterRegistry.class).run((context) -> {
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			context.getBeansOfType(MeterBinder.class).values().forEach((binder) -> binder.bindTo(meters));
			assertThat(meters.get("softlanding.locks.released").counters()).hasSize(4)
				.allSatisfy((counter) -> assertThat(counter.count()).isZero());
			Lease lease = context.getBean(LeaseRegistry.class).tryAcquire(this.id, LONG, Duration.ZERO);
			assertThat(meters.get("softlanding.locks.held").gauge().value()).isEqualTo(1);
			lease.close();
			assertThat(meters.get("softlanding.locks.held").gauge().value()).isZero();
			assertThat(meters.get("softlanding.locks.released").tag("outcome", "released").counter().count())
				.isEqualTo(1);
		});
	}

	@Test
	void aMethodRunsUnderItsLease() {
		this.runner.withUserConfiguration(Shop.class).run((context) -> {
			Orders orders = context.getBean(Orders.class);
			assertThat(orders.pay(this.id)).isNotNull();
			assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> orders.fail(this.id));
			Lock lock = context.getBean(LeaseRegistry.class).lock("order:" + this.id, LONG);
			assertThat(lock.tryLock()).as("given back, also after a failure").isTrue();
			assertThatExceptionOfType(LeaseNotAcquiredException.class).isThrownBy(() -> orders.pay(this.id))
				.withMessageContaining("order:" + this.id);
			orders.expire(this.id, () -> {
				throw new AssertionError("called without its lease");
			});
			lock.unlock();
			AtomicReference<String> called = new AtomicReference<>("");
			orders.expire(this.id, () -> called.set("called"));
			assertThat(called).hasValue("called");
		});
	}

	@Test
	void aMethodThatCannotBeGuardedSaysSo() {
		this.runner.withUserConfiguration(Shop.class).run((context) -> {
			Orders orders = context.getBean(Orders.class);
			assertThatIllegalStateException().isThrownBy(() -> orders.withoutName(""))
				.withMessageContaining("has no name");
		});
	}

	@Test
	void theLeaseIsHeldUntilTheTransactionHasEnded() {
		AtomicReference<String> atCommit = new AtomicReference<>();
		this.runner.withUserConfiguration(Shop.class, Transactions.class)
			.withBean(AtomicReference.class, () -> atCommit)
			.withBean(Key.class, () -> new Key("shop:web:lock:{order:" + this.id + "}"))
			.run((context) -> {
				context.getBean(Orders.class).transactional(this.id);
				assertThat(atCommit.get()).isNotNull();
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "softlanding.enabled", "softlanding.lock.enabled" })
	void canBeSwitchedOff(String property) {
		this.runner.withPropertyValues(property + "=false")
			.run((context) -> assertThat(context).doesNotHaveBean(LeaseRegistry.class)
				.doesNotHaveBean(LocksParticipant.class));
	}

	@Test
	void backsOffForARegistryOfTheUsers() {
		this.runner.withBean("mine", LeaseRegistry.class, () -> new LeaseRegistry() {

			@Override
			public @Nullable Lease tryAcquire(String name, Duration ttl, Duration wait) {
				return null;
			}

			@Override
			public Lock lock(String name, Duration ttl) {
				throw new UnsupportedOperationException();
			}

		})
			.run((context) -> assertThat(context).hasSingleBean(LeaseRegistry.class)
				.doesNotHaveBean(LocksParticipant.class)
				.doesNotHaveBean(LocksStatus.class));
	}

	/** Nothing else would bind them. */
	@Test
	void propertiesThatCannotBeBoundStopTheStartAlthoughTheRegistryIsTheUsers() {
		this.runner.withBean("mine", LeaseRegistry.class, () -> Mockito.mock(LeaseRegistry.class))
			.withPropertyValues("softlanding.lock.ttl=soon")
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("softlanding.lock.ttl"));
	}

	@Test
	void withoutRedisThereIsNothing() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(LockAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LeaseRegistry.class));
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(LockAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.data.redis"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LeaseRegistry.class));
	}

	@Test
	void worksWithoutMicrometer() {
		this.runner.withClassLoader(new FilteredClassLoader(MeterBinder.class))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(LeaseRegistry.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "ttl=0s", "ttl=99ms", "poll-interval=0s", "prefix=a{b" })
	void impossibleSettingsStopTheStartUp(String setting) {
		String property = "softlanding.lock." + setting;
		this.runner.withPropertyValues(property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining(property.substring(0, property.indexOf('='))));
	}

}
