/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import io.softlanding.servers.ServerAddresses;
import io.softlanding.servers.Servers;

/**
 * A measurement that prints Markdown tables. Options are written {@code --name=value}.
 */
abstract class Benchmark {

	private final PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true,
			StandardCharsets.UTF_8);

	private final String[] options;

	Benchmark(String[] options) {
		this.options = options.clone();
	}

	/**
	 * The two services that are compared.
	 */
	enum Service {

		SOFTLANDING("Softlanding", "true"), PLAIN("plain Boot", "false");

		private final String text;

		private final String enabled;

		Service(String text, String enabled) {
			this.text = text;
			this.enabled = enabled;
		}

		SampleApp.Launch launch(ServerAddresses servers) {
			return SampleApp.launch(servers).with("softlanding.enabled=" + this.enabled);
		}

		@Override
		public String toString() {
			return this.text;
		}

	}

	final void run() throws Exception {
		try (Servers servers = Servers.start()) {
			measure(servers.addresses());
		}
	}

	abstract void measure(ServerAddresses servers) throws Exception;

	final String option(String name, String otherwise) {
		String prefix = "--" + name + "=";
		return Arrays.stream(this.options)
			.filter((option) -> option.startsWith(prefix))
			.map((option) -> option.substring(prefix.length()))
			.findFirst()
			.orElse(otherwise);
	}

	final int number(String name, int otherwise) {
		return Integer.parseInt(option(name, String.valueOf(otherwise)));
	}

	final List<String> list(String name, String otherwise) {
		return List.of(option(name, otherwise).split(","));
	}

	final void head(String... titles) {
		row((Object[]) titles);
		row(Stream.generate(() -> "---").limit(titles.length).toArray());
	}

	final void row(Object... cells) {
		this.out.println("| " + String.join(" | ", Arrays.stream(cells).map(String::valueOf).toList()) + " |");
	}

	static String millis(Duration duration) {
		return String.format(Locale.ROOT, "%.1f ms", duration.toNanos() / 1e6);
	}

	final void line(String format, Object... arguments) {
		this.out.println(String.format(Locale.ROOT, format, arguments));
	}

}
