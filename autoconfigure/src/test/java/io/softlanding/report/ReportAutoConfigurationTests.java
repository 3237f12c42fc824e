/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.report;

import java.nio.file.Path;
import java.util.List;

import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.drain.DrainController;
import io.softlanding.readiness.ReadinessGate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReportAutoConfiguration}.
 */
class ReportAutoConfigurationTests {

	private static final String EXPOSED = "management.endpoints.web.exposure.include=shutdown-status";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DrainAutoConfiguration.class, ReportAutoConfiguration.class,
				ApplicationAvailabilityAutoConfiguration.class));

	@Test
	void theEndpointIsThereWhenItIsExposed() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(ShutdownStatusEndpoint.class));
		this.runner.withPropertyValues(EXPOSED)
			.run((context) -> assertThat(context).hasSingleBean(ShutdownStatusEndpoint.class));
		this.runner.withPropertyValues(EXPOSED, "management.endpoint.shutdownstatus.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(ShutdownStatusEndpoint.class));
	}

	@Test
	void theUsersEndpointIsLeftAlone() {
		ShutdownStatusEndpoint own = new ShutdownStatusEndpoint(
				new ExitReport(() -> new ReadinessGate(new GenericApplicationContext()), List::of,
						() -> new LogAppenders(List.of()), (log) -> List.of(), () -> {
						}));
		this.runner.withPropertyValues(EXPOSED)
			.withBean("ownEndpoint", ShutdownStatusEndpoint.class, () -> own)
			.run((context) -> assertThat(context).getBean(ShutdownStatusEndpoint.class).isSameAs(own));
	}

	@Test
	void worksWithoutTheLogsThatCanBeFlushed() {
		this.runner.withClassLoader(new FilteredClassLoader("ch.qos.logback", "org.apache.logging"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(DrainController.class)
				.doesNotHaveBean(LogFlush.class));
		this.runner.withClassLoader(new FilteredClassLoader("org.apache.logging"))
			.run((context) -> assertThat(context).getBean(LogFlush.class).isInstanceOf(LogbackFlush.class));
		// Its API is there, and leads to another log.
		this.runner.withClassLoader(new FilteredClassLoader("ch.qos.logback"))
			.run((context) -> assertThat(context).getBean(LogFlush.class).isSameAs(LogFlush.NOTHING));
	}

	@Test
	void theLastExitIsReadWhereAReportIsKept(@TempDir Path directory) {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(LastExit.class));
		this.runner.withPropertyValues("softlanding.drain.report-file=")
			.run((context) -> assertThat(context).hasNotFailed().getBean(LastExit.class).isEqualTo(LastExit.NONE));
		this.runner.withPropertyValues("softlanding.drain.report-file=" + directory.resolve("exit.json"))
			.run((context) -> assertThat(context).getBean(LastExit.class).isEqualTo(LastExit.NONE));
	}

	@Test
	void theFileMayBeSetOnlyWhereAProcessedApplicationRuns() {
		this.runner.withSystemProperties("spring.aot.processing=true")
			.run((context) -> assertThat(context).hasSingleBean(StartupMarker.class).hasSingleBean(LastExit.class));
	}

}
