/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.report;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What remains of a process that could not report its end: the file that the virtual
 * machine writes when it crashes, and the number of processes of its control group that
 * the kernel has killed because memory ran out. A process notes where to look and what
 * that number was; the next one looks.
 *
 * <p>
 * A container that is restarted has a new control group, and usually new files. Nothing
 * can be known of the process before it then.
 *
 * @param root the root of the file system
 * @param arguments options of the virtual machine
 */
record ProcessTraces(Path root, List<String> arguments) {

	private static final String OOM_KILLS = "oom_kill ";

	private static final String UNKNOWN = "unknown";

	/** Where the number of the process and the kind of the error are. */
	private static final int HEAD = 4096;

	static ProcessTraces ofThisProcess() {
		return new ProcessTraces(Path.of("/"), ManagementFactory.getRuntimeMXBean().getInputArguments());
	}

	/**
	 * How a process ended that has not said so.
	 *
	 * @param stage {@code KILLED}, {@code CRASHED} or {@code OOM_KILLED}
	 * @param details what is known besides
	 */
	record Cause(ExitStage stage, Map<String, Object> details) {
	}

	/** Returns what this process has to note. */
	Map<String, Object> note(long pid) {
		Map<String, Object> note = new LinkedHashMap<>();
		note.put("errorFiles", errorFiles(pid));
		Path group = group();
		Long kills = (group != null) ? oomKills(group) : null;
		if (group != null && kills != null) {
			note.put("group", identity(group));
			note.put("oomKills", kills);
		}
		return note;
	}

	/** Where the virtual machine writes if it crashes, as far as it can. */
	private List<String> errorFiles(long pid) {
		String pattern = "hs_err_pid%p.log";
		for (String argument : this.arguments) {
			if (argument.equals("-XX:+SuppressFatalErrorMessage")
					|| argument.matches("-XX:\\+ErrorFileToStd(out|err)")) {
				return List.of();
			}
			pattern = argument.startsWith("-XX:ErrorFile=") ? argument.substring("-XX:ErrorFile=".length()) : pattern;
		}
		try {
			return Stream
				.of(Path.of(pattern.replace("%p", String.valueOf(pid))).toAbsolutePath(),
						this.root.resolve("tmp/hs_err_pid" + pid + ".log"))
				.filter((file) -> Files.isWritable(file.getParent()))
				.map(Path::toString)
				.toList();
		}
		catch (InvalidPathException ex) {
			return List.of();
		}
	}

	/** Looks for what a process has left. */
	Cause of(Map<?, ?> note, String pid, @Nullable Instant since) {
		List<?> files = (note.get("errorFiles") instanceof List<?> list) ? list : List.of();
		for (Object file : files) {
			if (since != null && file instanceof String path && isErrorFile(path, pid, since)) {
				return new Cause(ExitStage.CRASHED, Map.of("errorFile", path));
			}
		}
		Path group = group();
		Long kills = (group != null) ? oomKills(group) : null;
		if (group == null || kills == null || !identity(group).equals(note.get("group"))
				|| !(note.get("oomKills") instanceof Number before)) {
			return new Cause(ExitStage.KILLED, Map.of("cause", UNKNOWN));
		}
		if (kills > before.longValue()) {
			return new Cause(ExitStage.OOM_KILLED, Map.of());
		}
		return new Cause(ExitStage.KILLED, Map.of("cause", files.isEmpty() ? UNKNOWN : "SIGKILL or halt"));
	}

	private static boolean isErrorFile(String path, String pid, Instant since) {
		try {
			Path file = Path.of(path);
			// Some file systems know whole seconds only.
			if (!Files.isRegularFile(file)
					|| Files.getLastModifiedTime(file).toInstant().isBefore(since.minusSeconds(1))) {
				return false;
			}
			try (InputStream input = Files.newInputStream(file)) {
				String head = new String(input.readNBytes(HEAD), StandardCharsets.UTF_8);
				return head.startsWith("#") && head.contains("pid=" + pid + ",");
			}
		}
		catch (IOException | InvalidPathException ex) {
			return false;
		}
	}

	/** The control group whose memory is counted, in version 1 or 2. */
	private @Nullable Path group() {
		List<String> groups = lines("proc/self/cgroup");
		Path legacy = group(groups, "[0-9]+:([^:]*,)?memory(,[^:]*)?:", ".* - cgroup .*[ ,]memory(,.*)?");
		return (legacy != null) ? legacy : group(groups, "0::", ".* - cgroup2 .*");
	}

	private @Nullable Path group(List<String> groups, String line, String mount) {
		Path directory = null;
		for (String group : groups) {
			String path = group.replaceFirst("^" + line, "");
			for (String mounted : path.equals(group) ? List.<String>of() : lines("proc/self/mountinfo")) {
				if (mounted.matches(mount)) {
					String[] fields = mounted.split(" ");
					// The last mount hides those before it; the root of the mount is not
					// seen.
					String below = path.startsWith(fields[3]) ? path.substring(fields[3].length()) : "";
					Path point = this.root.resolve(fields[4].substring(1));
					Path own = point.resolve(below.replaceFirst("^/", ""));
					directory = Files.isDirectory(own) ? own : point;
				}
			}
		}
		return directory;
	}

	private @Nullable Long oomKills(Path group) {
		return Stream.of("memory.events", "memory.oom_control")
			.flatMap((file) -> lines(group.resolve(file)).stream())
			.filter((line) -> line.matches(OOM_KILLS + "[0-9]{1,18}"))
			.map((line) -> Long.valueOf(line.substring(OOM_KILLS.length())))
			.findFirst()
			.orElse(null);
	}

	/** The same path may be another group, after a restart of the machine too. */
	private String identity(Path group) {
		try {
			return "%s %s %s".formatted(group, Files.readAttributes(group, BasicFileAttributes.class).fileKey(),
					String.join("", lines("proc/sys/kernel/random/boot_id")));
		}
		catch (IOException ex) {
			return "";
		}
	}

	private List<String> lines(String path) {
		return lines(this.root.resolve(path));
	}

	private static List<String> lines(Path file) {
		try {
			return Files.readAllLines(file);
		}
		catch (IOException ex) {
			return List.of();
		}
	}

}
