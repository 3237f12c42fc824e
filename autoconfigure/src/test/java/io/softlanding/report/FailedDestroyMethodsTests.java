/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.report;

import java.time.Duration;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StubDrainContext;
import jakarta.annotation.PreDestroy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.CommonAnnotationBeanPostProcessor;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FailedDestroyMethods}.
 */
class FailedDestroyMethodsTests {

	private final LoggerContext logback = (LoggerContext) LoggerFactory.getILoggerFactory();

	private final FailedDestroyMethods methods = new FailedDestroyMethods(this.logback);

	@AfterEach
	void detach() {
		this.methods.conclude();
	}

	@Test
	void beansWhoseDestroyMethodsFailAreNamed() throws Exception {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Application.class)) {
			assertThat(context.isActive()).isTrue();
			DrainResult before = this.methods.drain(new StubDrainContext(Duration.ofSeconds(1)));
			assertThat(before.outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
		}
		DrainResult after = this.methods.conclude();
		assertThat(after.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(after.details()).containsEntry("beans", List.of("annotated", "disposable", "named"));
		assertThat(this.methods.conclude()).isEqualTo(after);
	}

	@Test
	void whatFailsAfterTheEndOfTheContextIsNotOfThisDrain() throws Exception {
		this.methods.drain(new StubDrainContext(Duration.ofSeconds(1)));
		this.methods.conclude();
		new AnnotationConfigApplicationContext(Application.class).close();
		assertThat(this.methods.conclude().outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
	}

	@Test
	void whatSpringDoesNotLogIsUnknown() throws Exception {
		ch.qos.logback.classic.Logger logger = this.logback.getLogger(CommonAnnotationBeanPostProcessor.class);
		Level level = logger.getLevel();
		try {
			logger.setLevel(Level.ERROR);
			this.methods.drain(new StubDrainContext(Duration.ofSeconds(1)));
			assertThat(this.methods.conclude().outcome()).isEqualTo(DrainOutcome.ASSUMED);
		}
		finally {
			logger.setLevel(level);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Annotated annotated() {
			return new Annotated();
		}

		@Bean
		DisposableBean disposable() {
			return () -> {
				throw new IllegalStateException("disposable");
			};
		}

		@Bean(destroyMethod = "end")
		Named named() {
			return new Named();
		}

		@Bean(destroyMethod = "fine")
		Named good() {
			return new Named();
		}

	}

	static class Annotated {

		@PreDestroy
		void end() {
			throw new IllegalStateException("annotated");
		}

	}

	static class Named {

		public void end() {
			throw new IllegalStateException("named");
		}

		public void fine() {
		}

	}

}
