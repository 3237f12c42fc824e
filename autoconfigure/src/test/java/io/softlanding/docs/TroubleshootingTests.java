/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page for troubleshooting explains each warning, each result of a participant that
 * is not a good one, and each configuration that is refused.
 */
class TroubleshootingTests {

	private static final Path PAGE = Path.of("../docs/troubleshooting.md");

	/** Shorter ones, such as "{}: {}", identify nothing. */
	private static final int SHORTEST = 8;

	@Test
	void everyWarningIsExplained() throws IOException {
		assertExplained("(?:log|logger)\\s*\\.(?:warn|error|fatal)\\(", 40);
	}

	@Test
	void everyResultThatIsNotGoodIsExplained() throws IOException {
		assertExplained("DrainResult\\s*\\.(?:partial|timedOut|failed)\\(", 15);
	}

	@Test
	void everyConfigurationThatIsRefusedIsExplained() throws IOException {
		assertExplained("new InvalidConfigurationException\\(", 30);
	}

	@Test
	void everyExceptionIsExplained() throws IOException {
		String page = Files.readString(PAGE);
		Pattern exception = Pattern.compile("(?m)^public (?:final )?class (\\w+Exception)\\b");
		List<String> names = JavaSources.main()
			.files()
			.values()
			.stream()
			.flatMap((code) -> exception.matcher(code).results())
			.map((match) -> match.group(1))
			.toList();
		assertThat(names).hasSizeGreaterThan(5).allSatisfy((name) -> assertThat(page).contains("| `" + name + "` |"));
	}

	private static void assertExplained(String call, int atLeast) throws IOException {
		List<String> page = Files.readAllLines(PAGE);
		assertThat(JavaSources.main().firstArguments(Pattern.compile(call)))
			.filteredOn((message) -> message.length() >= SHORTEST)
			.hasSizeGreaterThan(atLeast)
			.filteredOn((message) -> page.stream().noneMatch(message.pattern().asPredicate()))
			.as("messages without an explanation in docs/troubleshooting.md")
			.isEmpty();
	}

}
