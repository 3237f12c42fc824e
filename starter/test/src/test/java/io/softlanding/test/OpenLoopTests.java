/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests that cannot even be made, and those that clients cancel.
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

	@Test
	void aClientThatCancelsIsNoFailure() throws Exception {
		try (ServerSocket silent = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
				OpenLoop loop = new OpenLoop(silent.getLocalPort(),
						HttpCall.post("/").cancelAfter(Duration.ofMillis(1)), Rate.perSecond(50), 1,
						Duration.ofMinutes(1), () -> false)) {
			loop.start();
			assertThat(Deadline.in(Duration.ofMinutes(1)).await(loop::isFlowing)).isTrue();
			LoadResult result = loop.stop();
			assertThat(result.sent()).isPositive().isEqualTo(result.failures().get(Failure.CANCELLED));
			assertThat(result.failed()).isZero();
			assertThat(result.incidents()).isEmpty();
		}
	}

}
