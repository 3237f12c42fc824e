/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a first drain test costs.
 */
class FirstTestTests {

	@Test
	void aFirstTestTakesTenLines() throws IOException {
		String source = Files.readString(Path.of("src/test/java/io/softlanding/test/ShopDrainProcessTests.java"));
		assertThat(source.substring(source.indexOf("@DrainTest")).lines().filter((line) -> !line.isBlank()))
			.hasSizeLessThanOrEqualTo(10);
	}

}
