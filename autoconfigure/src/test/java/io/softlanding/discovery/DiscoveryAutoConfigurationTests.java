/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.discovery;

import io.softlanding.report.ReportAutoConfiguration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.netflix.appinfo.ApplicationInfoManager;
import com.netflix.appinfo.EurekaInstanceConfig;
import com.netflix.appinfo.InstanceInfo;
import io.softlanding.discovery.SpringCloudRegistrationsTests.LifecycleRegistration;
import io.softlanding.discovery.SpringCloudRegistrationsTests.OneRegistration;
import io.softlanding.discovery.SpringCloudRegistrationsTests.OneRegistry;
import io.softlanding.discovery.SpringCloudRegistrationsTests.OtherRegistration;
import io.softlanding.discovery.SpringCloudRegistrationsTests.OtherRegistry;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.drain.DrainParticipant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.context.event.ContextClosedEvent;

import static org.assertj.core.api.Assertions.assertThat;

class DiscoveryAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(DrainAutoConfiguration.class, ReportAutoConfiguration.class, DiscoveryAutoConfiguration.class));

	@Test
	void aRegistryClientIsTold() {
		this.runner.withUserConfiguration(Automatic.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(DeregistrationParticipant.class)
				.hasSingleBean(RegistryCachesParticipant.class));
	}

	@Test
	void aRegistryByHandIsEnough() {
		this.runner.withUserConfiguration(TwoByHand.class)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(DeregistrationParticipant.class));
	}

	@Test
	void eurekaIsEnough() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.cloud"))
			.withUserConfiguration(Eureka.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(RegistrationSource.class)
				.hasSingleBean(DeregistrationParticipant.class));
	}

	@Test
	void withoutARegistryThereIsNothing() {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBeanDefinitionNames()).noneMatch((name) -> name.contains("iscovery"));
		});
	}

	@Test
	void worksWithoutEurekasClient() {
		this.runner.withClassLoader(new FilteredClassLoader("com.netflix"))
			.withUserConfiguration(Automatic.class)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(RegistrationSource.class));
	}

	@Test
	void worksWithoutBoth() {
		this.runner.withClassLoader(new FilteredClassLoader("com.netflix", "org.springframework.cloud"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RegistrationSource.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "softlanding.enabled=false", "softlanding.drain.enabled=false",
			"softlanding.discovery.enabled=false" })
	void canBeSwitchedOff(String property) {
		this.runner.withPropertyValues(property)
			.withUserConfiguration(Automatic.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(DeregistrationParticipant.class)
				.doesNotHaveBean(RegistrationSource.class));
	}

	@Test
	void aNegativeTimeIsRefused() {
		this.runner.withPropertyValues("softlanding.discovery.cache-ttl=-1s")
			.withUserConfiguration(Automatic.class)
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseMessage("softlanding.discovery.cache-ttl is -1s. A time cannot be negative."));
	}

	@Test
	void theTimeIsThatOfTheClientsLoadBalancer() {
		this.runner.withPropertyValues("spring.cloud.loadbalancer.cache.ttl=9s")
			.withUserConfiguration(Automatic.class)
			.run((context) -> {
				RegistrationSource source = context.getBean("softlandingDiscoverySpringCloud",
						RegistrationSource.class);
				assertThat(source.registered()).extracting(ServiceRegistration::cacheTtl)
					.containsExactly(Duration.ofSeconds(9));
			});
	}

	@Test
	void twoOfEverythingAndAPrimaryAreNoProblem() {
		this.runner.withUserConfiguration(Automatic.class, TwoByHand.class, Eureka.class, MoreOfThem.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(DeregistrationParticipant.class)
				.getBeans(DrainParticipant.class)
				.hasSize(2));
	}

	@Test
	void theApplicationsBeansStayAsTheyAreAndAreNotCreated() {
		this.runner.withUserConfiguration(TwoByHand.class).withInitializer((context) -> {
			context.addBeanFactoryPostProcessor((beans) -> beans.getBeanDefinition("one").setLazyInit(true));
			context
				.addBeanFactoryPostProcessor((beans) -> beans.getBeanDefinition("oneRegistration").setLazyInit(true));
		}).run((context) -> {
			RegistrationSource source = context.getBean("softlandingDiscoverySpringCloud", RegistrationSource.class);
			assertThat(source.registered()).extracting(ServiceRegistration::name)
				.containsExactly("other:otherRegistration");
			assertThat(context.getBeanFactory().containsSingleton("one")).isFalse();
			assertThat(context.getBean("one").getClass()).isEqualTo(OneRegistry.class);
		});
	}

	/** Other listeners of the event come after the front half. */
	@ParameterizedTest
	@CsvSource({ "act, false", "observe, true" })
	void aDrainDeregistersBeforeTheContextClosesUnlessItOnlyObserves(String mode, boolean runningAtTheEnd) {
		List<Boolean> running = new ArrayList<>();
		this.runner.withUserConfiguration(Automatic.class)
			.withPropertyValues("softlanding.drain.mode=" + mode)
			.run((context) -> {
				LifecycleRegistration registration = context.getBean(LifecycleRegistration.class);
				assertThat(registration.isRunning()).isTrue();
				ConfigurableApplicationContext source = context
					.getSourceApplicationContext(ConfigurableApplicationContext.class);
				source.addApplicationListener((ContextClosedEvent event) -> running.add(registration.isRunning()));
				source.publishEvent(
						new ApplicationStartedEvent(new SpringApplication(), new String[0], source, Duration.ZERO));
			});
		assertThat(running).containsExactly(runningAtTheEnd);
	}

	@Configuration(proxyBeanMethods = false)
	static class Automatic {

		@Bean
		LifecycleRegistration automatic() {
			return new LifecycleRegistration();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MoreOfThem {

		@Bean
		@Primary
		LifecycleRegistration primary() {
			return new LifecycleRegistration();
		}

		@Bean
		@Primary
		ApplicationInfoManager otherEureka() {
			return new Eureka().eureka();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoByHand {

		@Bean
		OneRegistry one() {
			return new OneRegistry();
		}

		@Bean
		OtherRegistry other() {
			return new OtherRegistry();
		}

		@Bean
		OneRegistration oneRegistration() {
			return new OneRegistration();
		}

		@Bean
		OtherRegistration otherRegistration() {
			return new OtherRegistration();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Eureka {

		@Bean
		ApplicationInfoManager eureka() {
			return new ApplicationInfoManager((EurekaInstanceConfig) null,
					InstanceInfo.Builder.newBuilder().setAppName("orders").build());
		}

	}

}
