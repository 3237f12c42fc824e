/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.config;

import io.softlanding.report.ReportAutoConfiguration;
import io.softlanding.drain.DrainAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

@ExtendWith(OutputCaptureExtension.class)
class InvalidConfigurationFailureAnalyzerTests {

	@Test
	void causeIsFoundBehindWhatSpringWrapsAroundIt() {
		InvalidConfigurationException cause = new InvalidConfigurationException("timeout is -1s.", "Set it.");
		FailureAnalysis analysis = new InvalidConfigurationFailureAnalyzer()
			.analyze(new IllegalStateException("outer", new RuntimeException("inner", cause)));
		assertThat(analysis.getDescription()).isEqualTo("timeout is -1s.");
		assertThat(analysis.getAction()).isEqualTo("Set it.");
		assertThat(analysis.getCause()).isSameAs(cause);
	}

	@Test
	void otherFailuresAreNotItsBusiness() {
		assertThat(new InvalidConfigurationFailureAnalyzer().analyze(new IllegalStateException("other"))).isNull();
	}

	@Test
	void userReadsPropertyValueAndFixWhenStartUpFails(CapturedOutput output) {
		SpringApplication application = new SpringApplication(DrainAutoConfiguration.class,
				ReportAutoConfiguration.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setRegisterShutdownHook(false);
		assertThatException()
			.isThrownBy(() -> application.run("--softlanding.drain.timeout=20s", "--softlanding.drain.reserve=30s",
					"--softlanding.drain.grace-period=30s", "--spring.main.banner-mode=off"));
		assertThat(output).contains("APPLICATION FAILED TO START",
				"softlanding.drain.reserve is 30s, but softlanding.drain.timeout is only 20s",
				"Set softlanding.drain.timeout to more than 30s");
	}

}
