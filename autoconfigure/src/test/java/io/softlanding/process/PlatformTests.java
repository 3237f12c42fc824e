/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

class PlatformTests {

	@TempDir
	private Path root;

	private final MockEnvironment environment = new MockEnvironment();

	@Test
	void nothingIsRecognisedOnAPlainMachine() {
		assertThat(detect()).isEqualTo(Platform.NONE);
	}

	@ParameterizedTest
	@ValueSource(strings = { ".dockerenv", "run/.containerenv" })
	void markOfAContainerIsRecognised(String mark) throws IOException {
		Path file = this.root.resolve(mark);
		Files.createDirectories(file.getParent());
		Files.createFile(file);
		assertThat(detect()).isEqualTo(Platform.CONTAINER);
	}

	@Test
	void kubernetesIsRecognisedByItsVariables() {
		variables(Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1", "KUBERNETES_SERVICE_PORT", "443"));
		assertThat(detect()).isEqualTo(Platform.KUBERNETES);
	}

	@Test
	void kubernetesIsMoreThanTheContainerItUses() throws IOException {
		Files.createFile(this.root.resolve(".dockerenv"));
		declare("kubernetes");
		assertThat(detect()).isEqualTo(Platform.KUBERNETES);
	}

	@Test
	void otherCloudIsRecognised() {
		variables(Map.of("VCAP_APPLICATION", "{}"));
		assertThat(detect()).isEqualTo(Platform.CLOUD);
	}

	@Test
	void declaredNoneLeavesTheContainer() throws IOException {
		Files.createFile(this.root.resolve(".dockerenv"));
		variables(Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1", "KUBERNETES_SERVICE_PORT", "443"));
		declare("none");
		assertThat(detect()).isEqualTo(Platform.CONTAINER);
	}

	@Test
	void onlyKubernetesAndCloudsRoute() {
		assertThat(Platform.values()).filteredOn(Platform::routes).containsExactly(Platform.KUBERNETES, Platform.CLOUD);
	}

	private Platform detect() {
		return Platform.detect(this.environment, this.root);
	}

	/** Not by setProperty: its signature differs between Spring Framework 6 and 7. */
	private void declare(String platform) {
		this.environment.getPropertySources()
			.addFirst(new MapPropertySource("declared", Map.of("spring.main.cloud-platform", platform)));
	}

	private void variables(Map<String, Object> variables) {
		this.environment.getPropertySources()
			.addLast(new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
					variables));
	}

}
