/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.reporting.OutputDirectoryProvider;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

/**
 * How long a harness lives, and what is left of it in the report of a test that fails.
 */
@Tag("first-leg")
class DrainTestProcessTests {

	private static final List<DrainHarness> seen = new ArrayList<>();

	@Test
	void eachTestHasAHarnessOfItsOwnAndAFailureHasItsOutput(@TempDir Path directory) throws Exception {
		EngineExecutionResults results = run(OfEachTest.class, directory);
		results.testEvents().assertStatistics((events) -> events.started(3).succeeded(2).failed(1));
		assertThat(seen).hasSize(3).doesNotHaveDuplicates().allMatch(DrainTestProcessTests::isClosed);
		try (Stream<Path> files = Files.walk(directory)) {
			List<Path> found = files.filter(Files::isRegularFile).toList();
			assertThat(found).extracting((path) -> path.getFileName().toString())
				.containsExactlyInAnyOrder("instance-0-start-0.log", "drain.txt");
			assertThat(found).anySatisfy((path) -> assertThat(path).content().contains("Started Shop"))
				.anySatisfy((path) -> assertThat(path).content().contains("QUIET_PERIOD"));
		}
	}

	@Test
	void aHarnessOfAClassIsSharedByItsTests(@TempDir Path directory) {
		EngineExecutionResults results = run(OfAClass.class, directory);
		results.testEvents().assertStatistics((events) -> events.started(2).succeeded(2));
		assertThat(seen).hasSize(3).containsOnly(seen.get(0)).allMatch(DrainTestProcessTests::isClosed);
	}

	@ParameterizedTest
	@ValueSource(strings = { "TERM", "KILL" })
	void processesEndWithTheVirtualMachineOfTheTest(String signal) throws Exception {
		try (DrainHarness tests = DrainHarness.of(TestsThatExit.class).jvmArgs().start()) {
			List<ProcessHandle> children = tests.instance(0).process().descendants().toList();
			assertThat(children).isNotEmpty();
			tests.instance(0).signal(signal);
			assertThat(
					Deadline.in(Duration.ofMinutes(1)).await(() -> children.stream().noneMatch(ProcessHandle::isAlive)))
				.isTrue();
		}
	}

	private static EngineExecutionResults run(Class<?> tests, Path directory) {
		seen.clear();
		return EngineTestKit.engine("junit-jupiter")
			.selectors(selectClass(tests))
			.outputDirectoryProvider(new OutputDirectoryProvider() {

				@Override
				public Path getRootDirectory() {
					return directory;
				}

				@Override
				public Path createOutputDirectory(TestDescriptor test) {
					return directory;
				}

			})
			.execute();
	}

	private static boolean isClosed(DrainHarness harness) {
		return harness.instances().stream().noneMatch(Instance::isAlive);
	}

	/** Run by the tests above. */
	@DrainTest(value = Shop.class, instances = 1)
	static class OfEachTest {

		@DynamicPropertySource
		static void properties(DynamicPropertyRegistry registry) {
			registry.add("spring.application.name", () -> "named by the test");
		}

		@BeforeEach
		void isStartedOnce(DrainHarness harness) {
			seen.add(harness);
		}

		@Test
		void succeeds(DrainHarness harness) {
			assertThat(harness.instance(0).output()).contains("named by the test");
			assertThat(harness).isSameAs(seen.get(seen.size() - 1));
		}

		@Test
		void fails(DrainHarness harness) throws InterruptedException {
			harness.stop();
			assertThat(harness).exitReport((report) -> assertThat(report.reason()).isEqualTo("nothing"));
		}

		@AfterEach
		void isStillThere(DrainHarness harness) {
			assertThat(harness).isSameAs(seen.get(seen.size() - 1));
		}

		@Nested
		class Outer {

			@Nested
			class Inner {

				@Test
				void succeedsToo(DrainHarness harness) {
					succeeds(harness);
				}

			}

		}

	}

	/** Run by the tests above. */
	@DrainTest(value = Shop.class, instances = 1)
	static class OfAClass {

		@BeforeAll
		static void isStartedOnce(DrainHarness harness) {
			seen.add(harness);
		}

		@Test
		void first(DrainHarness harness) {
			seen.add(harness);
			assertThat(harness.instance(0).isAlive()).isTrue();
		}

		@Test
		void second(DrainHarness harness) {
			seen.add(harness);
			assertThat(harness.instance(0).isAlive()).isTrue();
		}

	}

}
