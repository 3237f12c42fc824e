/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.Lock;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.StubDrainContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An application that does not use leases does not notice that there are any.
 */
@ExtendWith(OutputCaptureExtension.class)
class LockGuestTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LockAutoConfiguration.class))
		.withPropertyValues("softlanding.group=web");

	@Test
	void withoutAUserNothingIsCreatedAndNoConnectionIsMade() {
		this.runner.withUserConfiguration(LazyRedis.class).run((context) -> {
			new SimpleMeterRegistry();
			context.getBeansOfType(MeterBinder.class)
				.values()
				.forEach((binder) -> binder.bindTo(new SimpleMeterRegistry()));
			assertThat(context.getBean(LocksStatus.class).status()).containsEntry("held", 0);
			StubDrainContext drain = new StubDrainContext(Duration.ofSeconds(20));
			assertThat(context.getBean(LocksParticipant.class).drain(drain).outcome())
				.isEqualTo(DrainOutcome.NOTHING_TO_DO);
			assertThat(context.getBean(EphemeralKeysParticipant.class).drain(drain).outcome())
				.isEqualTo(DrainOutcome.NOTHING_TO_DO);
			assertThat(created(context, "softlandingLeaseRegistry")).isFalse();
			assertThat(created(context, "redisConnectionFactory")).isFalse();
			assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.noneMatch((name) -> name.startsWith("softlanding-lease"));
		});
	}

	@Test
	void aRegistryThatIsFirstInjectedWhileTheInstanceDrainsGivesNoLease() {
		this.runner.withUserConfiguration(LazyRedis.class).run((context) -> {
			context.getBean(LocksParticipant.class).drain(new StubDrainContext(Duration.ofSeconds(20)));
			LeaseRegistry leases = context.getBean(LeaseRegistry.class);
			assertThatExceptionOfType(LeaseRefusedException.class)
				.isThrownBy(() -> leases.tryAcquire("late", Duration.ofSeconds(1), Duration.ZERO));
		});
	}

	@Test
	void twoConnectionFactoriesStartWithoutLeases() {
		this.runner.withUserConfiguration(TwoRedis.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(LeaseRegistry.class)
				.doesNotHaveBean(LeaseLockedPostProcessor.class));
	}

	@Test
	void injectingLeasesWithTwoConnectionFactoriesFailsWithTheReason(CapturedOutput output) {
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(
				() -> new SpringApplicationBuilder(TwoRedis.class, Injecting.class).web(WebApplicationType.NONE).run());
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("There is no LeaseRegistry, because several RedisConnectionFactory beans exist: first, second.")
			.contains("@Primary");
	}

	@Test
	void thePrimaryOfTwoConnectionFactoriesIsUsed() {
		this.runner.withUserConfiguration(TwoRedis.class, PrimaryRedis.class)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(LeaseRegistry.class));
	}

	@Test
	void nothingButAnAnnotatedBeanIsReplaced() {
		this.runner.withUserConfiguration(LazyRedis.class).run((context) -> {
			Map<String, BeanPostProcessor> ours = context.getBeansOfType(BeanPostProcessor.class);
			List<BeanPostProcessor> processors = ours.values()
				.stream()
				.filter((processor) -> processor.getClass().getName().startsWith("io.softlanding."))
				.toList();
			assertThat(processors).hasSize(1);
			Object proxy = new ProxyFactory(new Plain()).getProxy();
			for (Object bean : List.of(new Plain(), proxy, Executors.newCachedThreadPool(),
					new LettuceConnectionFactory(), new Final(), (Runnable) () -> {
					})) {
				Advised advised = (bean instanceof Advised before) ? before : null;
				for (BeanPostProcessor processor : processors) {
					assertThat(processor.postProcessBeforeInitialization(bean, "bean")).isSameAs(bean);
					assertThat(processor.postProcessAfterInitialization(bean, "bean")).isSameAs(bean);
				}
				if (advised != null) {
					assertThat(advised.getAdvisors()).isEmpty();
				}
			}
		});
	}

	@Test
	void aProxyThatIsThereIsReused() {
		this.runner.withUserConfiguration(LazyRedis.class, Asynchronous.class).run((context) -> {
			Guarded guarded = context.getBean(Guarded.class);
			assertThat(guarded).isInstanceOf(Advised.class);
			assertThat(((Advised) guarded).getTargetSource().getTarget()).isExactlyInstanceOf(Guarded.class);
		});
	}

	private static boolean created(AssertableApplicationContext context, String name) {
		return context.getSourceApplicationContext().getBeanFactory().containsSingleton(name);
	}

	static class Plain {

		void work() {
		}

	}

	static final class Final {

		@Override
		public String toString() {
			return "final";
		}

	}

	static class Guarded {

		@LeaseLocked("guarded")
		void guarded() {
		}

		@Async
		void later() {
		}

	}

	@EnableAsync(proxyTargetClass = true)
	@Configuration(proxyBeanMethods = false)
	static class Asynchronous {

		@Bean
		Guarded guarded() {
			return new Guarded();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyRedis {

		@Bean
		@Lazy
		RedisConnectionFactory redisConnectionFactory() {
			return new LettuceConnectionFactory("127.0.0.1", 1);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoRedis {

		@Bean
		RedisConnectionFactory first() {
			return new LettuceConnectionFactory("127.0.0.1", 1);
		}

		@Bean
		RedisConnectionFactory second() {
			return new LettuceConnectionFactory("127.0.0.1", 2);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryRedis {

		@Bean
		@Primary
		RedisConnectionFactory third() {
			return new LettuceConnectionFactory("127.0.0.1", 3);
		}

	}

	@ImportAutoConfiguration(LockAutoConfiguration.class)
	@Configuration(proxyBeanMethods = false)
	static class Injecting {

		@Bean
		@Nullable Lock settlement(LeaseRegistry leases) {
			return leases.lock("settlement", Duration.ofSeconds(10));
		}

	}

}
