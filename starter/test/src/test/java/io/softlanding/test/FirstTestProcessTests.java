/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static io.softlanding.test.HttpCall.post;
import static io.softlanding.test.Rate.perSecond;
import static io.softlanding.test.Scenario.shutdown;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a first drain test costs.
 */
class FirstTestProcessTests {

	private static final Pattern STARTED = Pattern.compile("Started Shop in .* \\(process running for ([\\d.]+)\\)");

	@Test
	void aFirstTestTakesTenLines() throws IOException {
		String source = Files.readString(Path.of("src/test/java/io/softlanding/test/ShopDrainProcessTests.java"));
		assertThat(source.substring(source.indexOf("@DrainTest")).lines().filter((line) -> !line.isBlank()))
			.hasSizeLessThanOrEqualTo(10);
	}

	@Test
	void aFirstTestTakesFiveSecondsBeyondStartAndDrain() throws Exception {
		long begin = System.nanoTime();
		Duration own;
		try (DrainHarness shop = DrainHarness.of(Shop.class).start()) {
			shop.load(post("/orders").body("{}"), perSecond(50)).during(shutdown());
			assertThat(shop).lostNothing();
			Matcher started = STARTED.matcher(shop.instance(0).output());
			assertThat(started.find()).isTrue();
			own = shop.ends().get(0).took().plusMillis((long) (Double.parseDouble(started.group(1)) * 1000));
		}
		assertThat(Duration.ofNanos(System.nanoTime() - begin).minus(own)).isLessThan(Duration.ofSeconds(5));
	}

}
