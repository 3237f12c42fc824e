/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a process prints: the first part in a file of limited size, and the last part in
 * memory. The process never blocks because it prints too much.
 */
final class ProcessOutput {

	private static final int FILE_BYTES = 4 * 1024 * 1024;

	private static final int TAIL_BYTES = 256 * 1024;

	private static final int LINE_CHARACTERS = 2000;

	private final Path file;

	private final Thread reader;

	/** Guarded by this, like all below. */
	private final byte[] tail = new byte[TAIL_BYTES];

	private long read;

	ProcessOutput(InputStream stream, Path file) {
		this.file = file;
		this.reader = new Thread(() -> copy(stream), "drain-test-output");
		this.reader.setDaemon(true);
		this.reader.start();
	}

	private void copy(InputStream stream) {
		byte[] block = new byte[16 * 1024];
		try (stream; OutputStream out = Files.newOutputStream(this.file)) {
			long written = 0;
			for (int length = stream.read(block); length >= 0; length = stream.read(block)) {
				add(block, length);
				int kept = (int) Math.min(length, FILE_BYTES - written);
				out.write(block, 0, kept);
				written += kept;
			}
		}
		catch (IOException ex) {
			byte[] text = ("\n" + ex + "\n").getBytes(StandardCharsets.UTF_8);
			add(text, text.length);
		}
	}

	private synchronized void add(byte[] block, int length) {
		for (int i = 0; i < length; i++) {
			this.tail[(int) (this.read++ % TAIL_BYTES)] = block[i];
		}
	}

	/** Waits until the process has closed its output. */
	void awaitEnd(Duration timeout) throws InterruptedException {
		this.reader.join(Math.max(1, timeout.toMillis()));
	}

	synchronized long bytes() {
		return this.read;
	}

	/** The last 256 KB. */
	String tail() {
		return since(0);
	}

	/** What was printed after so many bytes, at most 256 KB. */
	synchronized String since(long bytes) {
		int length = (int) Math.min(this.read - bytes, TAIL_BYTES);
		byte[] text = new byte[length];
		for (int i = 0; i < length; i++) {
			text[i] = this.tail[(int) ((this.read - length + i) % TAIL_BYTES)];
		}
		return new String(text, StandardCharsets.UTF_8);
	}

	/** The last lines; long ones are cut. */
	String tail(int lines) {
		List<String> all = tail().lines().toList();
		return all.stream()
			.skip(Math.max(0, all.size() - lines))
			.map((line) -> (line.length() <= LINE_CHARACTERS) ? line : line.substring(0, LINE_CHARACTERS) + " …")
			.collect(Collectors.joining("\n"));
	}

	/** The first 4 MB and the last 256 KB. */
	String text() {
		try {
			long omitted = bytes() - FILE_BYTES - TAIL_BYTES;
			if (bytes() <= TAIL_BYTES) {
				return tail();
			}
			String first = Files.readString(this.file, StandardCharsets.ISO_8859_1);
			String text = new String(first.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
			if (bytes() <= FILE_BYTES) {
				return text;
			}
			return text + "\n[… " + Math.max(0, omitted) + " bytes …]\n" + tail();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
