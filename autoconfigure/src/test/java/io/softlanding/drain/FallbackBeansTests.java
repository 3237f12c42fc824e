/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.report.ReportAutoConfiguration;
import io.softlanding.signal.SignalAutoConfiguration;
import io.softlanding.work.WorkAutoConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.actuate.endpoint.web.PathMapper;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The application injects the only bean that it has of a type.
 */
class FallbackBeansTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DrainAutoConfiguration.class, ReportAutoConfiguration.class,
				SignalAutoConfiguration.class, WorkAutoConfiguration.class));

	@Test
	void theOnlyBeanOfTheApplicationIsInjected() {
		this.runner.withUserConfiguration(Application.class).run((context) -> {
			assertThat(context).hasNotFailed();
			Map<String, MeterBinder> binders = context.getBeansOfType(MeterBinder.class);
			assertThat(binders).hasSizeGreaterThan(3);
			assertThat(context.getBean(Injected.class))
				.isEqualTo(new Injected(binders.get("jobs"), context.getBean("paths", PathMapper.class)));
			assertThat(context.getBeanProvider(MeterBinder.class).stream().toList()).hasSameSizeAs(binders.values());
		});
	}

	@Test
	void twoBeansOfTheApplicationStayAmbiguous() {
		this.runner.withUserConfiguration(Application.class).withBean("others", MeterBinder.class, () -> (registry) -> {
		})
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(NoUniqueBeanDefinitionException.class));
	}

	record Injected(MeterBinder binder, PathMapper mapper) {
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		MeterBinder jobs() {
			return (registry) -> {
			};
		}

		@Bean
		PathMapper paths() {
			return (id) -> null;
		}

		@Bean
		Injected injected(MeterBinder binder, PathMapper mapper, List<MeterBinder> all) {
			return new Injected(binder, mapper);
		}

	}

}
