/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.servers;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ServerGuard}.
 */
@DisabledOnOs(OS.WINDOWS)
class ServerGuardTests {

	@Test
	void serverEndsWithAnOwnerThatIsHalted(@TempDir Path temporary) throws Exception {
		Process owner = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(),
				"-Djava.io.tmpdir=" + temporary, "-cp", System.getProperty("java.class.path"),
				HaltedOwner.class.getName())
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		RedisProbe redis;
		try (BufferedReader output = new BufferedReader(
				new InputStreamReader(owner.getInputStream(), StandardCharsets.UTF_8))) {
			String port = output.lines().filter((line) -> line.startsWith("port=")).findFirst().orElseThrow();
			redis = new RedisProbe("127.0.0.1", Integer.parseInt(port.substring("port=".length())));
			assertThat(redis.awaitPong(Duration.ofSeconds(5))).isTrue();
			owner.getOutputStream().close();
		}
		await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
			assertThat(redis.awaitPong(Duration.ofMillis(1))).isFalse();
			assertThat(Files.list(temporary)).isEmpty();
		});
	}

	/**
	 * Starts a server and halts its JVM when it is told to.
	 */
	static final class HaltedOwner {

		private HaltedOwner() {
		}

		public static void main(String[] args) throws Exception {
			EmbeddedRedisServer redis = EmbeddedRedisServer.start();
			new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8)
				.println("port=" + redis.port());
			if (new FileInputStream(FileDescriptor.in).read() < 0) {
				Runtime.getRuntime().halt(1);
			}
		}

	}

}
