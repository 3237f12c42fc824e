/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import io.softlanding.report.ReportAutoConfiguration;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.softlanding.cache.FlushResult;
import io.softlanding.cache.FlushableCache;
import io.softlanding.cache.FlushableCacheAutoConfiguration;
import io.softlanding.config.InvalidConfigurationException;
import io.softlanding.drain.DrainAutoConfiguration;
import jakarta.servlet.Filter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.core.annotation.Order;
import org.springframework.core.task.TaskDecorator;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.web.servlet.HandlerExceptionResolver;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PanicAutoConfiguration}.
 */
class PanicAutoConfigurationTests {

	static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(DrainAutoConfiguration.class,
			ReportAutoConfiguration.class, PanicAutoConfiguration.class);

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS);

	@Test
	void uncaughtErrorsAreCountedByDefaultAndNothingElse() {
		Set<Thread> before = Thread.getAllStackTraces().keySet();
		this.runner.withInitializer(new ConversionServiceInitializer())
			.withPropertyValues("management.endpoints.web.exposure.include=*",
					"management.endpoints.access.default=unrestricted")
			.withBean(StringRedisTemplate.class, PanicAutoConfigurationTests::redis)
			.run((context) -> {
				assertThat(context).hasNotFailed()
					.hasSingleBean(PanicRecorder.class)
					.hasSingleBean(FatalPanic.class)
					.hasBean("softlandingUncaughtErrorFilter")
					.doesNotHaveBean("softlandingPanicFilter")
					.doesNotHaveBean("softlandingFallbackFilter")
					.doesNotHaveBean("softlandingReadOnlyFilter")
					.doesNotHaveBean("softlandingRequestCountFilter")
					.doesNotHaveBean(PanicReadiness.class)
					.doesNotHaveBean(ReadOnlyMode.class)
					.doesNotHaveBean(ReadOnlyEndpoint.class)
					.doesNotHaveBean(FleetExchange.class)
					.doesNotHaveBean(ManagementPaths.class)
					.doesNotHaveBean(TaskDecorator.class)
					.doesNotHaveBean("softlandingPanicReports");
				assertThat(context.getBeanFactory().containsSingleton("softlandingPanicTimer")).isFalse();
				Set<Thread> started = new HashSet<>(Thread.getAllStackTraces().keySet());
				started.removeAll(before);
				assertThat(started).extracting(Thread::getName)
					.noneMatch((name) -> name.contains("panic") || name.contains("fatal"));
			});
	}

	private static StringRedisTemplate redis() {
		return new StringRedisTemplate(new LettuceConnectionFactory("localhost", 1));
	}

	@Test
	void anApplicationMayHaveTwoOfAnything() {
		this.runner
			.withPropertyValues("softlanding.panic.shared.enabled=true", "spring.application.name=shop",
					"softlanding.panic.readiness.mode=guarded", "softlanding.panic.read-only.enabled=true",
					"softlanding.panic.routes[GET /a].last-good=false")
			.withUserConfiguration(Two.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(PanicRecorder.class).classify(new Error()))
					.isEqualTo(PanicClassification.CLIENT_GONE);
				assertThat(context.getBean(PanicRecorder.class).classify(new IllegalStateException()))
					.isEqualTo(PanicClassification.BAD_REQUEST);
			});
	}

	/** Two of each. */
	@Configuration(proxyBeanMethods = false)
	static class Two {

		@Bean
		StringRedisTemplate one() {
			return redis();
		}

		@Bean
		StringRedisTemplate two() {
			return redis();
		}

		@Bean
		CircuitBreakerRegistry firstRegistry() {
			return CircuitBreakerRegistry.ofDefaults();
		}

		@Bean
		CircuitBreakerRegistry secondRegistry() {
			return CircuitBreakerRegistry.ofDefaults();
		}

		@Bean
		SimpleApplicationEventMulticaster otherMulticaster() {
			return new SimpleApplicationEventMulticaster();
		}

		@Bean
		@Order(2)
		PanicClassifier everything() {
			return (error) -> PanicClassification.BAD_REQUEST;
		}

		@Bean
		@Order(1)
		PanicClassifier errors() {
			return (error) -> (error instanceof Error) ? PanicClassification.CLIENT_GONE : null;
		}

		@Bean
		PanicReporter oneReporter() {
			return (panic) -> {
			};
		}

		@Bean
		PanicReporter otherReporter() {
			return (panic) -> {
			};
		}

	}

	@ParameterizedTest
	@CsvSource({ "answers=problem, answers", "routes[GET /a].last-good=false, routes" })
	void whatCannotWorkOnWebFluxStopsStartUp(String property, String named) {
		new ReactiveWebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues("softlanding.panic." + property)
			.run((context) -> {
				assertThat(context).hasFailed();
				assertThat(context.getStartupFailure()).rootCause()
					.isInstanceOf(InvalidConfigurationException.class)
					.hasMessageStartingWith("softlanding.panic." + named);
			});
	}

	@Test
	void routesWithoutCircuitBreakersStopStartUp() {
		this.runner.withClassLoader(new FilteredClassLoader("io.github.resilience4j"))
			.withPropertyValues("softlanding.panic.routes[GET /a].last-good=false")
			.run((context) -> {
				assertThat(context).hasFailed();
				assertThat(context.getStartupFailure()).rootCause()
					.isInstanceOf(InvalidConfigurationException.class)
					.hasMessageContaining("resilience4j is not on the class path");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "softlanding.enabled=false", "softlanding.panic.enabled=false",
			"softlanding.features=drain-only", "softlanding.drain.enabled=false" })
	void nothingIsThereWhenItIsSwitchedOff(String property) {
		Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
		this.runner.withPropertyValues(property).run((context) -> {
			assertThat(context).hasNotFailed()
				.doesNotHaveBean(PanicRecorder.class)
				.doesNotHaveBean("softlandingPanicFilter")
				.doesNotHaveBean(PanicTimer.class);
			assertThat(Thread.getDefaultUncaughtExceptionHandler()).isSameAs(before);
		});
	}

	@Test
	void worksWithoutAServer() {
		new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(PanicRecorder.class)
				.doesNotHaveBean(RequestPanics.class));
	}

	@ParameterizedTest
	@ValueSource(classes = { Filter.class, HandlerExceptionResolver.class, MeterBinder.class,
			TransactionSynchronizationManager.class, StringRedisTemplate.class, CircuitBreaker.class })
	void worksWithoutWhatAUserMayNotHave(Class<?> missing) {
		new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withClassLoader(new FilteredClassLoader(missing.getPackageName()))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(PanicRecorder.class));
	}

	@Test
	void worksWithoutActuator() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(PanicRecorder.class));
	}

	@Test
	void theWriteEndpointIsNotThereUnlessItIsAllowed() {
		this.runner
			.withPropertyValues("management.endpoints.web.exposure.include=*",
					"softlanding.panic.read-only.enabled=true")
			.run((context) -> assertThat(context).hasSingleBean(PanicsEndpoint.class)
				.doesNotHaveBean(ReadOnlyEndpoint.class));
		this.runner.withInitializer(new ConversionServiceInitializer())
			.withPropertyValues("management.endpoints.web.exposure.include=*",
					"management.endpoint.readonly.access=unrestricted", "softlanding.panic.read-only.enabled=true")
			.run((context) -> assertThat(context).hasSingleBean(ReadOnlyEndpoint.class));
	}

	/** An application has one; a runner does not. */
	static final class ConversionServiceInitializer
			implements ApplicationContextInitializer<ConfigurableApplicationContext> {

		@Override
		public void initialize(ConfigurableApplicationContext context) {
			context.getEnvironment().setConversionService(new ApplicationConversionService());
		}

	}

	@Test
	void onlyInstancesOfAnApplicationWithANameMeet() {
		WebApplicationContextRunner shared = this.runner.withPropertyValues("softlanding.panic.shared.enabled=true");
		shared.withBean(StringRedisTemplate.class, PanicAutoConfigurationTests::redis).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("neither softlanding.group nor spring.application.name is set");
		});
		shared.withPropertyValues("spring.application.name=shop").run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).rootCause().hasMessageContaining("no StringRedisTemplate");
		});
		shared.withPropertyValues("spring.application.name=shop")
			.withBean(StringRedisTemplate.class, PanicAutoConfigurationTests::redis)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(FleetExchange.class));
	}

	@Test
	void allSeriesAreThereFromTheStart() {
		this.runner.run((context) -> {
			MeterRegistry registry = new SimpleMeterRegistry();
			context.getBean(PanicMetrics.class).bindTo(registry);
			assertThat(registry.find("softlanding.panics").functionCounters())
				.hasSize(PanicSeverity.values().length * PanicSource.values().length)
				.allSatisfy((counter) -> assertThat(counter.count()).isZero());
			context.getBean(PanicRecorder.class).record(new IllegalStateException(), PanicSource.THREAD, null, true);
			assertThat(registry.get("softlanding.panics")
				.tags("severity", "error", "source", "thread")
				.functionCounter()
				.count()).isEqualTo(1);
			assertThat(registry.get("softlanding.panics.recent").tag("scope", "instance").gauge().value()).isEqualTo(1);
			assertThat(registry.find("softlanding.panics.recent").tag("scope", "application").gauge()).isNull();
		});
	}

	@Test
	void theUsersOwnBeansAreAsked() {
		this.runner.withBean(PanicClassifier.class, () -> (error) -> PanicClassification.CLIENT_GONE).run((context) -> {
			assertThat(context.getBean(PanicRecorder.class).record(new Error(), PanicSource.THREAD, null, true))
				.isEqualTo(PanicClassification.CLIENT_GONE);
		});
	}

	@Test
	void cachesTakeNoWritesInMemoryInReadOnlyMode() {
		RecordingCache cache = new RecordingCache();
		this.runner.withConfiguration(AutoConfigurations.of(FlushableCacheAutoConfiguration.class))
			.withPropertyValues("softlanding.panic.read-only.enabled=true")
			.withBean(FlushableCache.class, () -> cache)
			.run((context) -> {
				ReadOnlyMode mode = context.getBean(ReadOnlyMode.class);
				mode.ask(true);
				assertThat(cache.told.poll(20, TimeUnit.SECONDS)).isTrue();
				mode.ask(false);
				assertThat(cache.told.poll(20, TimeUnit.SECONDS)).isFalse();
			});
	}

	@ParameterizedTest
	@CsvSource({ "log.lines=-1, log.lines is -1", "log.window=0s, log.window is 0s",
			"retry-after=-1s, retry-after is -1s", "fatal.timeout=0s, fatal.timeout is 0s",
			"fatal.exit-code=0, fatal.exit-code is 0", "fatal.set-aside=3GB, fatal.set-aside is",
			"readiness.percent=-1, readiness.percent is -1", "readiness.keep-ready=101, readiness.keep-ready is 101",
			"readiness.max-duration=0s, readiness.max-duration is 0s",
			"read-only.threshold=-1, read-only.threshold is -1",
			"read-only.exceptions=graphql, read-only.exceptions is not a route",
			"routes[catalogue].last-good=true, routes[catalogue] is no", "routes[/a].last-good=true, routes[/a] is no",
			"'routes[GET /a/{b].last-good=true', 'routes[GET /a/{b] is no'" })
	void anImpossibleValueStopsStartUp(String property, String message) {
		this.runner
			.withPropertyValues("softlanding.panic." + property, "softlanding.panic.answers=problem",
					"softlanding.panic.readiness.mode=always", "softlanding.panic.read-only.enabled=true")
			.run((context) -> {
				assertThat(context).hasFailed();
				assertThat(context.getStartupFailure()).rootCause()
					.isInstanceOf(InvalidConfigurationException.class)
					.hasMessageStartingWith("softlanding.panic." + message);
			});
	}

	@Test
	void aRuleWithoutAConditionStopsStartUp() {
		this.runner
			.withPropertyValues("softlanding.panic.readiness.mode=always", "softlanding.panic.readiness.panics=0",
					"softlanding.panic.readiness.percent=0", "softlanding.panic.readiness.routes=0")
			.run((context) -> assertThat(context).hasFailed());
	}

	/** Knows what it was told. */
	static final class RecordingCache implements FlushableCache {

		private final BlockingQueue<Boolean> told = new LinkedBlockingQueue<>();

		@Override
		public String getName() {
			return "stock";
		}

		@Override
		public long dirty() {
			return 0;
		}

		@Override
		public FlushResult flush(Duration timeout) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void readOnly(boolean readOnly) {
			this.told.add(readOnly);
		}

		@Override
		public boolean close(Duration timeout) {
			return true;
		}

	}

}
