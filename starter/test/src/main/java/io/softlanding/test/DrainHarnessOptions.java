/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is started, and how it is looked at.
 */
record DrainHarnessOptions(Class<?> application, int instances, Map<String, String> properties, List<String> jvmArgs,
		List<String> withoutLibraries, String readinessPath, Duration probeInterval, int fall, Duration startTimeout,
		Duration endTimeout) {

	/**
	 * Returns a command that starts an instance. Its arguments are in a file, because
	 * they may be long and hold passwords.
	 */
	List<String> command(Path directory) throws IOException {
		Map<String, String> properties = new LinkedHashMap<>();
		properties.put("server.port", "0");
		properties.putAll(this.properties);
		properties.put("softlanding.drain.report-file", directory.resolve("report.json").toString());
		properties.put(ForkedApplicationListener.PORTS_FILE, directory.resolve("ports").toString());
		properties.put(ForkedApplicationListener.TEST_PROCESS, Long.toString(ProcessHandle.current().pid()));
		List<String> arguments = new ArrayList<>(this.jvmArgs);
		properties.forEach((name, value) -> arguments.add("-D" + name + "=" + value));
		arguments.addAll(List.of("-cp", classPath(), this.application.getName()));
		Path file = directory.resolve("arguments");
		Files.writeString(file,
				arguments.stream().map(DrainHarnessOptions::quoted).collect(Collectors.joining("\n", "", "\n")));
		return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + file);
	}

	private String classPath() {
		return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> this.withoutLibraries.stream().noneMatch(new File(entry).getName()::contains))
			.collect(Collectors.joining(File.pathSeparator));
	}

	private static String quoted(String argument) {
		return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "\\r")
				+ '"';
	}

}
