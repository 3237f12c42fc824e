/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.json.JsonParserFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Virtual machines that cannot go on, in processes of their own.
 */
@Tag("first-leg")
class PanicProcessTests {

	@RepeatedTest(3)
	void aHeapThatIsFullEndsTheProcessWithAReport() throws Exception {
		try (ChildProcess app = ChildProcess.launch().options("-Xmx64m").start().awaitReady()) {
			Thread[] load = new Thread[4];
			for (int i = 0; i < load.length; i++) {
				load[i] = new Thread(() -> load(app));
				load[i].start();
			}
			try (HttpConnection one = HttpConnection.get(app.port(), "/leak");
					HttpConnection two = HttpConnection.get(app.port(), "/leak")) {
				assertThat(app.awaitExit()).as(app.output()).isEqualTo(70);
			}
			assertThat(app.report()).containsEntry("reason", "PANIC");
			assertThat(app.report().get("panics").toString()).contains("java.lang.OutOfMemoryError");
			for (Thread thread : load) {
				thread.join();
			}
		}
	}

	private static void load(ChildProcess app) {
		while (app.isAlive()) {
			try (HttpConnection request = HttpConnection.get(app.port(), "/work?ms=1")) {
				request.read();
			}
			catch (IOException | AssertionError ex) {
				Thread.onSpinWait();
			}
		}
	}

	@Test
	void aMetaspaceThatIsFullEndsTheProcessWithAReport() throws Exception {
		try (ChildProcess app = ChildProcess.launch().options("-XX:MaxMetaspaceSize=96m").start().awaitReady();
				HttpConnection request = HttpConnection.get(app.port(), "/classes")) {
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(70);
			assertThat(app.report()).containsEntry("reason", "PANIC");
			assertThat(app.report().get("panics").toString()).contains("fatal=java.lang.OutOfMemoryError");
		}
	}

	@RepeatedTest(3)
	void directMemoryThatIsFullEndsTheProcessWithAReport() throws Exception {
		try (ChildProcess app = ChildProcess.launch().options("-XX:MaxDirectMemorySize=32m").start().awaitReady();
				HttpConnection request = HttpConnection.get(app.port(), "/direct")) {
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(70);
			assertThat(app.report()).containsEntry("reason", "PANIC");
			assertThat(app.report().get("panics").toString()).contains("fatal=java.lang.OutOfMemoryError");
		}
	}

	@Test
	void requestsForTooMuchDirectMemoryDoNotEndTheProcess() throws Exception {
		try (ChildProcess app = ChildProcess.launch().options("-XX:MaxDirectMemorySize=32m").start().awaitReady()) {
			for (int i = 0; i < 3; i++) {
				try (HttpConnection request = HttpConnection.get(app.port(), "/ask-direct?megabytes=64")) {
					assertThat(request.read().status()).isEqualTo(500);
				}
			}
			try (HttpConnection request = HttpConnection.get(app.port(), "/work?ms=1")) {
				assertThat(request.read().status()).isEqualTo(200);
			}
			assertThat(app.signal("TERM").awaitExit()).isEqualTo(143);
			assertThat(app.report().get("panics").toString()).doesNotContain("fatal=java");
		}
	}

	@Test
	void nothingEndsTheProcessWhenTheFeatureIsOff() throws Exception {
		try (ChildProcess app = ChildProcess.launch().with("softlanding.panic.enabled=false").start().awaitReady()) {
			try (HttpConnection request = HttpConnection.get(app.port(), "/broken")) {
				assertThat(request.read().status()).isEqualTo(500);
			}
			assertThat(app.signal("TERM").awaitExit()).isEqualTo(143);
			assertThat(app.report()).doesNotContainKey("panics");
		}
	}

	@Test
	void whatTheMachineThrowsWithoutAStackIsCountedEachTime() throws Exception {
		try (ChildProcess app = ChildProcess.launch()
			.options("-XX:TieredStopAtLevel=4")
			.with("management.endpoints.web.exposure.include=panics")
			.start()
			.awaitReady()) {
			for (int i = 0; i < 3; i++) {
				try (HttpConnection request = HttpConnection.get(app.port(), "/hot")) {
					assertThat(request.read().status()).isEqualTo(500);
				}
			}
			try (HttpConnection request = HttpConnection.get(app.port(), "/actuator/panics")) {
				Map<String, Object> panics = JsonParserFactory.getJsonParser().parseMap(request.read().text());
				assertThat(ChildProcess.list(panics.get("panics"))).singleElement()
					.satisfies((panic) -> assertThat(panic).containsEntry("type", "java.lang.NullPointerException")
						.containsEntry("count", 3)
						.containsEntry("route", "GET /hot")
						.containsEntry("stack", List.of()));
			}
		}
	}

	@Test
	void requestsThatAskForTooMuchDoNotEndTheProcess() throws Exception {
		try (ChildProcess app = ChildProcess.launch().options("-Xmx64m").start().awaitReady()) {
			for (int i = 0; i < 3; i++) {
				try (HttpConnection request = HttpConnection.get(app.port(), "/ask?megabytes=1024")) {
					assertThat(request.read().status()).isEqualTo(500);
				}
			}
			try (HttpConnection request = HttpConnection.get(app.port(), "/work?ms=1")) {
				assertThat(request.read().status()).isEqualTo(200);
			}
			assertThat(app.signal("TERM").awaitExit()).isEqualTo(143);
			assertThat(app.report().get("panics").toString()).doesNotContain("fatal=java");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "drain", "exit" })
	void aBrokenMachineEndsTheProcessWithACodeOfItsOwn(String action) throws Exception {
		try (ChildProcess app = ChildProcess.launch()
			.with("softlanding.panic.fatal.action=" + action, "softlanding.panic.fatal.exit-code=71")
			.start()
			.awaitReady(); HttpConnection request = HttpConnection.get(app.port(), "/broken")) {
			assertThat(request.read().status()).isEqualTo(500);
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(71);
			assertThat(app.report()).containsEntry("reason", "PANIC").containsEntry("stage", "graceful");
		}
	}

	@Test
	void aBrokenMachineOnlyLosesItsLivenessIfNothingElseIsWanted() throws Exception {
		try (ChildProcess app = ChildProcess.launch().with("softlanding.panic.fatal.action=log").start().awaitReady()) {
			try (HttpConnection request = HttpConnection.get(app.port(), "/broken")) {
				assertThat(request.read().status()).isEqualTo(500);
			}
			app.awaitLine("Fatal error java.lang.InternalError");
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
				try (HttpConnection liveness = HttpConnection.get(app.port(), "/actuator/health/liveness")) {
					return liveness.read().status() == 503;
				}
			});
			try (HttpConnection request = HttpConnection.get(app.port(), "/work?ms=1")) {
				assertThat(request.read().status()).isEqualTo(200);
			}
			assertThat(app.signal("TERM").awaitExit()).isEqualTo(143);
		}
	}

	@Test
	void aProcessThatDoesNotEndAfterAFatalPanicIsHaltedWithItsCode() throws Exception {
		try (ChildProcess app = ChildProcess.launch()
			.with("fault.hang-destroy=true", "softlanding.panic.fatal.timeout=2s")
			.start()
			.awaitReady(); HttpConnection request = HttpConnection.get(app.port(), "/broken")) {
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(70);
			assertThat(app.report()).containsEntry("stage", "forced").containsEntry("reason", "PANIC");
		}
	}

}
