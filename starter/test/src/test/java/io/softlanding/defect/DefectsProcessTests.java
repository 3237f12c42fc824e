/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.defect;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.softlanding.test.DrainAssert;
import io.softlanding.test.DrainHarness;
import io.softlanding.test.DrainHarnessBuilder;
import io.softlanding.test.Failure;
import io.softlanding.test.HttpCall;
import io.softlanding.test.HttpConnection;
import io.softlanding.test.InconclusiveError;
import io.softlanding.test.LedgerResult;
import io.softlanding.test.LoadResult;
import io.softlanding.test.Scenario;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.annotation.Profile;

import static io.softlanding.test.HttpCall.get;
import static io.softlanding.test.HttpCall.post;
import static io.softlanding.test.Rate.perSecond;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Each of twelve defects turns a test red that is green without it, and the assertion
 * names it.
 */
@Tag("first-leg")
class DefectsProcessTests {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	@TempDir
	private Path directory;

	@Test
	void anApplicationWithoutADefectPassesEachAssertion() throws Exception {
		try (DrainHarness orders = orders(this.directory, "").start()) {
			assertNothingIsFound(orders, this.directory);
			// Not drainedCompletely(): a busy machine may exceed a limit that loses
			// nothing.
			assertThat(orders).exitReport((report) -> assertThat(report.stage()).isEqualTo("graceful"));
		}
	}

	static DrainHarnessBuilder orders(Path directory, String defects) {
		return DrainHarness.of(Orders.class)
			.property("spring.profiles.active", defects)
			.property("orders.file", directory.resolve("orders").toString());
	}

	static void ledger(DrainHarness orders, Path directory) {
		Path file = directory.resolve("orders");
		orders.ledger(() -> Files.exists(file) ? Files.readAllLines(file) : List.of());
	}

	static void assertNothingIsFound(DrainHarness orders, Path directory) {
		ledger(orders, directory);
		LoadResult load = orders.load(post("/orders"), perSecond(20))
			.and(get("/slow").cancelAfter(Duration.ofMillis(20)), perSecond(5))
			.during(Scenario.shutdown());
		assertThat(load.failures()).containsKey(Failure.CANCELLED);
		assertThat(orders).lostNothing()
			.leftNoTransactionOpen()
			.leftNoThreads()
			.leftNoProcesses()
			.leftNoConnections()
			.endedWithin(MINUTE);
	}

	@Test
	void whatIsNotStoredAndWhatIsStoredTwiceIsFound() throws Exception {
		try (DrainHarness orders = orders(this.directory, "executor-drops-tasks,commit-after-response,written-twice")
			.start()) {
			ledger(orders, this.directory);
			orders.load(post("/executor"), perSecond(3))
				.and(post("/batch"), perSecond(3))
				.and(post("/twice"), perSecond(3))
				.during(Scenario.shutdown());
			found(orders, DrainAssert::lostNothing).hasMessageStartingWith("Ledger: acknowledged");
			LedgerResult result = orders.compareLedger();
			assertThat(result).isNotNull();
			assertThat(result.lost()).anyMatch((key) -> key.startsWith("executor-"))
				.anyMatch((key) -> key.startsWith("batch-"))
				.noneMatch((key) -> key.startsWith("twice-"));
			assertThat(result.doubled()).isNotEmpty().allMatch((key) -> key.startsWith("twice-"));
		}
	}

	@Test
	void whatIsLeftIsFound() throws Exception {
		try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
				DrainHarness orders = orders(this.directory, "thread-not-ended,child-not-ended,connection-not-closed")
					.property("defect.port", Integer.toString(server.getLocalPort()))
					.start()) {
			orders.stop();
			found(orders, DrainAssert::leftNoThreads).hasMessageMatching("(?s)instance 0 left threads .*pool-\\d+-.*");
			found(orders, DrainAssert::leftNoProcesses).hasMessageContaining("/sleep");
			found(orders, DrainAssert::leftNoConnections)
				.hasMessageStartingWith("instance 0 left connections behind: [127.0.0.1:" + server.getLocalPort());
			assertThat(orders).leftNoThreads("pool-\\d+-thread-1").leftNoConnections(1);
		}
	}

	@Test
	void requestsAndTransactionsThatDoNotEndAreFound() throws Exception {
		try (DrainHarness orders = orders(this.directory, "lock-not-released,transaction-not-ended")
			.property("softlanding.drain.grace-period", "8s")
			.start()) {
			try (HttpConnection first = request(orders, "/lock")) {
				first.read();
			}
			try (HttpConnection second = request(orders, "/lock");
					HttpConnection third = request(orders, "/transaction")) {
				orders.load(post("/orders"), perSecond(10)).during((harness) -> {
				});
				orders.stop();
			}
			found(orders, DrainAssert::lostNothing).hasMessageContaining("instance 0 has not finished requests")
				.hasMessageContaining("2 requests in flight");
			found(orders, DrainAssert::leftNoTransactionOpen).hasMessageContaining("instance 0 left a transaction open")
				.hasMessageContaining("POST /transaction");
		}
	}

	private static HttpConnection request(DrainHarness orders, String path) throws IOException {
		return HttpConnection.open(orders.instance(0).port()).send("POST", path);
	}

	@Test
	void aPreDestroyMethodThatBlocksIsFound() throws Exception {
		try (DrainHarness orders = orders(this.directory, "blocking-pre-destroy")
			.property("softlanding.drain.grace-period", "8s")
			.start()) {
			orders.stop();
			found(orders, DrainAssert::drainedCompletely)
				.hasMessageStartingWith("instance 0 was not drained completely: forced");
		}
	}

	@Test
	void requestsThatAreRefusedWhileTheBalancerStillSendsThemAreFound() throws Exception {
		try (DrainHarness orders = orders(this.directory, "refuses-early")
			.readiness("/actuator/health/liveness", MINUTE, 1)
			.property("softlanding.web.quiet-period.min", "1s")
			.property("softlanding.web.quiet-period.max", "2s")
			.start()) {
			HttpCall unkept = post("/orders").header("Connection", "close");
			LoadResult load = orders.load(unkept, perSecond(30)).during(Scenario.withOutage(DrainHarness::stop));
			found(orders, DrainAssert::lostNothing).hasMessageMatching("(?s)[1-9]\\d* of \\d+ requests failed.*");
			Map<Failure, Long> failures = load.failures();
			assertThat(failures).as("of an application that refuses requests early").containsKey(Failure.SERVER_ERROR);
			assertThat(failures).as("of a balancer that does not probe readiness")
				.containsAnyOf(Map.entry(Failure.RESET, failures.getOrDefault(Failure.RESET, -1L)),
						Map.entry(Failure.TRUNCATED, failures.getOrDefault(Failure.TRUNCATED, -1L)));
		}
	}

	@Test
	void anApplicationThatExitsByItselfIsFound() throws Exception {
		try (DrainHarness orders = orders(this.directory, "exit-in-handler").start()) {
			orders.load(post("/orders"), perSecond(10)).during(Scenario.withOutage((harness) -> {
				try (HttpConnection exit = request(harness, "/exit")) {
					harness.instance(0).process().onExit().orTimeout(1, TimeUnit.MINUTES).join();
				}
			}));
			found(orders, (assertion) -> assertion.endedWithin(MINUTE))
				.hasMessageContaining("instance 0 ended by itself with exit code 0");
		}
	}

	@Test
	void eachDefectIsInTheDocumentation() throws IOException {
		assertThat(Defects.class.getDeclaredClasses()).hasSize(11)
			.extracting((defect) -> "`" + defect.getAnnotation(Profile.class).value()[0] + "`")
			.allSatisfy((name) -> assertThat(Path.of("../../docs/testing.md")).content().contains(name));
	}

	private static AbstractThrowableAssert<?, ?> found(DrainHarness orders, Consumer<DrainAssert> assertion) {
		Throwable thrown = catchThrowable(() -> assertion.accept(assertThat(orders)));
		return assertThat(thrown).isInstanceOf(AssertionError.class).isNotInstanceOf(InconclusiveError.class);
	}

}
