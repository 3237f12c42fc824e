/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.softlanding.time.NanoClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MountPoints}.
 */
@ExtendWith(OutputCaptureExtension.class)
class MountPointsTests {

	private static final String FIRST = "pricing.margin: 0.25\ndiscount.percent: 5\n";

	@TempDir
	Path directory;

	@BeforeEach
	void firstConfiguration() throws IOException {
		write(FIRST);
	}

	private void write(String text) throws IOException {
		Files.writeString(this.directory.resolve("application.yml"), text);
	}

	@Test
	void aFileOfATreeThatIsMountedByItselfIsSaidToo() throws IOException {
		Path tree = Files.createDirectories(this.directory.resolve("tree"));
		Files.writeString(tree.resolve("app.title"), "Shop");
		write(FIRST + "spring.config.import: configtree:" + tree + "/\n");
		Path mountInfo = this.directory.resolve("mountinfo");
		Files.writeString(mountInfo, "1 1 8:1 / /no\\000path rw\n2 1 8:1 / %s rw\n".formatted(tree));
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			Settings settings = application.bean(SnapshotStore.class).current().settings();
			assertThat(new MountPoints(mountInfo).warning(settings)).as("a whole directory follows").isEmpty();
			Files.writeString(mountInfo, "3 1 8:1 / %s/app.title rw\n".formatted(tree));
			assertThat(new MountPoints(mountInfo).warning(settings)).hasValueSatisfying(
					(text) -> assertThat(text).startsWith(tree.resolve("app.title") + " is mounted as a single file"));
		}
	}

	@Test
	void aFileThatIsMountedByItselfIsSaidNeverToChange(CapturedOutput output) throws IOException {
		Path mountInfo = this.directory.resolve("mountinfo");
		Files.writeString(mountInfo, """
				22 1 8:1 / / rw - ext4 /dev/sda1 rw
				36 22 8:1 /sub/path %s rw,relatime shared:1 - ext4 /dev/sda1 rw
				""".formatted(this.directory.resolve("application.yml")));
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			FileWatch watch = new FileWatch(application.bean(SnapshotStore.class)::current, () -> null,
					() -> application.bean(Reloader.class).reload(ReloadTrigger.FILE_WATCH), new MountPoints(mountInfo),
					NanoClock.SYSTEM);
			watch.poll();
			watch.poll();
			assertThat(output.getAll().lines().filter((line) -> line.contains("WARN") && line.contains("subPath")))
				.singleElement()
				.asString()
				.contains(this.directory.resolve("application.yml").toString());
			ReloadAttempt attempt = ReloadedApplication
				.reloader(application.context(), application.bean(SnapshotReader.class),
						application.bean(ConfigData.class), new MountPoints(mountInfo), List.of())
				.reload(ReloadTrigger.SIGNAL);
			assertThat(attempt.outcome()).isEqualTo(ReloadOutcome.UNCHANGED);
			assertThat(attempt.message()).as("the answer says why").contains("subPath");
			assertThat(application.reload().message()).isEqualTo("The configuration has not changed");
		}
	}

}
