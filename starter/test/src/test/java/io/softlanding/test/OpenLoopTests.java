/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests that cannot even be made.
 */
class OpenLoopTests {

	@Test
	void anErrorInABodyIsAFailedRequest() throws Exception {
		CountDownLatch made = new CountDownLatch(3);
		HttpCall call = HttpCall.post("/").body(() -> {
			made.countDown();
			throw new AssertionError("no body");
		});
		try (OpenLoop loop = new OpenLoop(1, call, Rate.perSecond(100), 1, Duration.ofSeconds(1), () -> false)) {
			loop.start();
			assertThat(made.await(1, TimeUnit.MINUTES)).isTrue();
			LoadResult result = loop.stop();
			assertThat(result.sent()).isPositive().isEqualTo(result.failures().get(Failure.UNEXPECTED));
			assertThat(result.incidents()).first().asString().contains("no body");
		}
	}

}
