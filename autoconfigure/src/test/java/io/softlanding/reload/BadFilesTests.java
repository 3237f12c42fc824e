/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Files that are no valid configuration.
 */
@ExtendWith(OutputCaptureExtension.class)
class BadFilesTests {

	private static final String GOOD = """
			pricing:
			  margin: "0.20"
			  cache-for: 1m
			discount:
			  percent: 5
			  api-key: hunter2
			app.title: Shop
			""";

	@TempDir
	Path directory;

	private ReloadedApplication application;

	private Snapshot before;

	@BeforeEach
	void start() throws IOException {
		Files.writeString(this.directory.resolve("application.yml"), GOOD);
		this.application = ReloadedApplication.start(this.directory);
		this.before = this.application.bean(SnapshotStore.class).current();
	}

	@AfterEach
	void nothingHasChangedAndTheNextGoodEditIsTaken(CapturedOutput output) throws IOException {
		try (ReloadedApplication application = this.application) {
			assertThat(application.bean(SnapshotStore.class).current()).isSameAs(this.before);
			assertThat(application.context().getEnvironment().getProperty("pricing.cache-for")).isEqualTo("1m");
			delete(application.yaml());
			application.write(GOOD);
			assertThat(application.reload().outcome()).isEqualTo(ReloadOutcome.UNCHANGED);
			application.write(GOOD.replace("1m", "2m"));
			assertThat(application.reload().outcome()).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(application.pricing().cacheFor()).hasMinutes(2);
			assertThat(output.getAll()).doesNotContain("hunter2").doesNotContain("s3cret");
		}
	}

	static Stream<Arguments> texts() {
		return Stream.of(arguments("invalid YAML", GOOD + "\tdiscount: [s3cret\n", "cannot be parsed", 8),
				arguments("a broken line", GOOD.replace("percent: 5", "percent: 5: s3cret"), "cannot be parsed", 5),
				arguments("binary", "\u0000\u0001\u0002\u0003PK\u0003\u0004s3cret", "cannot be parsed", null),
				arguments("empty", "", "missing or empty and had 5 keys", null),
				arguments("comments only", "# nothing\n", "missing or empty", null),
				arguments("half-written", GOOD.substring(0, GOOD.indexOf("  cache-for")), "4 of its 5 keys are missing",
						null),
				arguments("as many other keys", "a: 1\nb: 2\nc: 3\nd: 4\napp.title: Shop\n",
						"4 of its 5 keys are missing", null),
				arguments("wrong type", GOOD.replace("1m", "soon"), "is not a java.time.Duration", 3),
				arguments("wrong type of a secret key",
						GOOD.replace("percent: 5", "percent: 5\n  api-key-count: s3cret"), "is unknown to Discount", 6),
				arguments("failed constraint", GOOD.replace("0.20", "0.01"), "DecimalMin", 2),
				arguments("null", GOOD.replace("\"0.20\"", ""), "NotNull", null),
				arguments("unknown key", GOOD.replace("  cache-for", "  marign: 1\n  cache-for"),
						"is unknown to Pricing", 3),
				arguments("a secret under a key with a typing error",
						GOOD.replace("  cache-for", "  pasword: s3cret\n  cache-for"), "is unknown to Pricing", 3),
				arguments("a secret as a default", GOOD.replace("1m", "${not.there:s3cret}"),
						"is not a java.time.Duration", 3),
				arguments("a secret as a default beside another mistake",
						GOOD.replace("Shop", "${not.there} ${absent:s3cret}"), "does not exist", 7),
				arguments("refers to itself", GOOD.replace("Shop", "${app.title}"), "refers to itself", 7),
				arguments("refers to nothing", GOOD.replace("1m", "${not.there}"), "does not exist", 3),
				arguments("another profile", GOOD + "spring.profiles.active: other\n", "active profiles would change",
						null),
				arguments("a missing import", GOOD + "spring.config.import: file:/no/such/file.yml\n", "does not exist",
						null),
				arguments("a limit that it is beyond itself", GOOD + "softlanding.reload.max-file-size: 4B\n",
						"larger than softlanding.reload.max-file-size", null),
				arguments("a time in which no listener can follow", GOOD + "softlanding.reload.listener-timeout: 1ms\n",
						"listener-timeout is PT0.001S", null),
				arguments("a wait without end", GOOD + "softlanding.reload.settle: 1h\n", "settle is PT1H", null),
				arguments("too large", GOOD + "#".repeat(10_000_000), "larger than softlanding.reload.max-file-size",
						null));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("texts")
	void isRefused(String what, String text, String why, Integer line) throws IOException {
		ReloadAttempt attempt = this.application.write(text).reload();
		assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.INVALID);
		assertThat(attempt.problems()).anySatisfy((problem) -> {
			assertThat(problem.message()).containsPattern(why);
			assertThat(problem.line()).isEqualTo(line);
			assertThat(problem.toString()).doesNotContain("s3cret").doesNotContain("hunter2");
		});
		if (line != null) {
			assertThat(attempt.problems()).extracting(ReloadProblem::file)
				.containsOnly(this.application.yaml().toString());
		}
	}

	@Test
	void aFloodOfProblemsIsCutShort(CapturedOutput output) throws IOException {
		StringBuilder text = new StringBuilder(GOOD);
		IntStream.range(0, 1000).forEach((i) -> text.append("discount.wrong").append(i).append(": 1\n"));
		ReloadAttempt attempt = this.application.write(text.toString()).reload();
		assertThat(attempt.outcome()).isEqualTo(ReloadOutcome.INVALID);
		assertThat(attempt.problems()).hasSize(100);
		assertThat(attempt.message()).isEqualTo("The configuration is invalid: the first 100 of 1000 problems");
		assertThat(output).doesNotContain("discount.wrong999");
	}

	@Test
	void aMissingFileIsRefused() throws IOException {
		Files.delete(this.application.yaml());
		assertThat(this.application.reload().problems()).singleElement()
			.satisfies((problem) -> assertThat(problem.message()).startsWith("it is missing or empty"));
	}

	@Test
	void anEmptyFileAndAMissingOneAreBelievedWhenThatIsMeant() throws IOException {
		this.application.write("");
		assertThat(this.application.reload().outcome()).isEqualTo(ReloadOutcome.INVALID);
		assertThat(this.application.force().problems()).as("what is missing then is said")
			.extracting(ReloadProblem::key)
			.containsExactly("pricing.margin");
		Files.delete(this.application.yaml());
		assertThat(this.application.force().problems()).extracting(ReloadProblem::key)
			.containsExactly("pricing.margin");
		assertThat(this.application.pricing().margin()).isEqualTo("0.20");
	}

	@Test
	void aDirectoryIsRefused() throws IOException {
		Files.delete(this.application.yaml());
		Files.createDirectory(this.application.yaml());
		assertThat(this.application.reload().outcome()).isEqualTo(ReloadOutcome.INVALID);
	}

	@Test
	void aDeviceIsRefused() throws IOException {
		Files.delete(this.application.yaml());
		Files.createSymbolicLink(this.application.yaml(), Path.of("/dev/null"));
		ReloadAttempt attempt = this.application.reload();
		assertThat(attempt.problems()).containsExactly(new ReloadProblem(null, this.application.yaml().toString(), null,
				"it is neither a file nor a directory", null));
		Settings settings = this.application.bean(SnapshotStore.class).current().settings();
		String digest = ConfigFiles.of(settings.environment()).digest(1);
		Files.delete(this.application.yaml());
		Files.createSymbolicLink(this.application.yaml(), Path.of("/dev/zero"));
		assertThat(ConfigFiles.of(settings.environment()).digest(1)).as("what is no file is not read")
			.isEqualTo(digest);
	}

	@Test
	void aLoopOfLinksIsRefused() throws IOException {
		Files.delete(this.application.yaml());
		Path other = this.directory.resolve("other.yml");
		Files.createSymbolicLink(other, this.application.yaml());
		Files.createSymbolicLink(this.application.yaml(), other);
		assertThat(this.application.reload().outcome()).isEqualTo(ReloadOutcome.INVALID);
	}

	private static void delete(Path path) throws IOException {
		Files.deleteIfExists(path);
	}

}
