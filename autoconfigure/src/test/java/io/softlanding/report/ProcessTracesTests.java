/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.softlanding.report.ProcessTraces.Cause;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ProcessTracesTests {

	private static final Instant SINCE = Instant.now().minusSeconds(60);

	private static final Cause UNKNOWN = new Cause(ExitStage.KILLED, Map.of("cause", "unknown"));

	@TempDir
	private Path root;

	@BeforeEach
	void machine() throws IOException {
		write("proc/sys/kernel/random/boot_id", "one\n");
		Files.createDirectories(this.root.resolve("tmp"));
	}

	/** Alone, in a container without a namespace of its own, and on a host. */
	@ParameterizedTest
	@CsvSource({ "0::/, /, ''", "0::/kubepods/pod1/c1, /kubepods/pod1/c1, ''",
			"0::/system.slice/app.service, /, system.slice/app.service" })
	void whatTheKernelKilledForWantOfMemoryIsTold(String group, String mountRoot, String below) throws IOException {
		write("proc/self/cgroup", group + "\n");
		write("proc/self/mountinfo",
				"35 31 0:32 " + mountRoot + " /sys/fs/cgroup rw,relatime - cgroup2 cgroup rw,nsdelegate\n");
		String events = "sys/fs/cgroup/" + below + "/memory.events";
		oomKillsAreTold(events, "low 0\nhigh 0\nmax 12\noom %1$d\noom_kill %1$d\noom_group_kill 0\n");
	}

	/** Version 1 has the memory where version 2 is there too. */
	@Test
	void theOldVersionOfControlGroupsTellsToo() throws IOException {
		write("proc/self/cgroup", "9:name=systemd:/\n4:cpu,memory:/docker/c1\n0::/docker/c1\n");
		write("proc/self/mountinfo",
				"35 31 0:32 /docker/c1 /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,cpu,memory\n"
						+ "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw\n");
		Files.createDirectories(this.root.resolve("sys/fs/cgroup/unified"));
		oomKillsAreTold("sys/fs/cgroup/memory/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill %1$d\n");
	}

	private void oomKillsAreTold(String file, String content) throws IOException {
		write(file, content.formatted(3));
		Map<String, Object> note = traces().note(7);
		assertThat(note).containsEntry("oomKills", 3L);
		assertThat(cause(note)).isEqualTo(new Cause(ExitStage.KILLED, Map.of("cause", "SIGKILL or halt")));
		write(file, content.formatted(4));
		assertThat(cause(note).stage()).isEqualTo(ExitStage.OOM_KILLED);
		write("proc/sys/kernel/random/boot_id", "two\n");
		assertThat(cause(note)).as("after a restart of the machine").isEqualTo(UNKNOWN);
		write("proc/sys/kernel/random/boot_id", "one\n");
		Path group = this.root.resolve(file).getParent();
		Files.move(group, this.root.resolve("gone"));
		write(file, content.formatted(5));
		assertThat(cause(note)).as("a restarted container").isEqualTo(UNKNOWN);
	}

	@Test
	void withoutControlGroupsItIsUnknown() {
		assertThat(traces().note(7)).doesNotContainKeys("group", "oomKills");
		assertThat(cause(traces().note(7))).isEqualTo(UNKNOWN);
		assertThat(cause(Map.of())).isEqualTo(UNKNOWN);
		assertThat(cause(Map.of("errorFiles", "none", "group", 1, "oomKills", "many"))).isEqualTo(UNKNOWN);
	}

	@Test
	void theErrorFileOfACrashIsFound() throws IOException {
		Map<String, Object> note = traces().note(7);
		Path file = this.root.resolve("tmp/hs_err_pid7.log");
		assertThat(note.get("errorFiles")).asInstanceOf(InstanceOfAssertFactories.LIST)
			.containsExactly(Path.of("hs_err_pid7.log").toAbsolutePath().toString(), file.toString());
		Files.writeString(file, "#\n#  SIGSEGV (0xb) at pc=0x1, pid=8, tid=9\n");
		assertThat(cause(note)).as("of another process").isEqualTo(UNKNOWN);
		Files.writeString(file, "#\n#  SIGSEGV (0xb) at pc=0x1, pid=7, tid=9\n");
		assertThat(cause(note)).isEqualTo(new Cause(ExitStage.CRASHED, Map.of("errorFile", file.toString())));
		assertThat(traces().of(note, "7", Instant.now().plusSeconds(60))).as("of an earlier process")
			.isEqualTo(UNKNOWN);
	}

	@Test
	void theOptionSaysWhereTheErrorFileIs() {
		assertThat(
				traces("-XX:ErrorFile=" + this.root + "/no/hs_%p.log", "-XX:ErrorFile=" + this.root + "/hs_%p_%p.log")
					.note(7)
					.get("errorFiles"))
			.isEqualTo(List.of(this.root + "/hs_7_7.log", this.root + "/tmp/hs_err_pid7.log"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "-XX:+ErrorFileToStdout", "-XX:+ErrorFileToStderr", "-XX:+SuppressFatalErrorMessage" })
	void whereACrashLeavesNoFileTheCauseIsUnknown(String option) throws IOException {
		write("proc/self/cgroup", "0::/\n");
		write("proc/self/mountinfo", "35 31 0:32 / /sys/fs/cgroup rw - cgroup2 cgroup rw\n");
		write("sys/fs/cgroup/memory.events", "oom_kill 0\n");
		Map<String, Object> note = traces(option).note(7);
		assertThat(note).containsEntry("errorFiles", List.of()).containsEntry("oomKills", 0L);
		assertThat(cause(note)).isEqualTo(UNKNOWN);
	}

	private Cause cause(Map<String, Object> note) {
		return traces().of(note, "7", SINCE);
	}

	private ProcessTraces traces(String... options) {
		return new ProcessTraces(this.root, List.of(options));
	}

	private void write(String path, String text) throws IOException {
		Path file = this.root.resolve(path);
		Files.createDirectories(file.getParent());
		Files.writeString(file, text);
	}

}
