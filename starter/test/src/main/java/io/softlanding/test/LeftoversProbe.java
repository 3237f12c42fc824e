/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes down which threads and connections there are when all contexts are closed, in
 * the process of the application.
 */
final class LeftoversProbe implements Runnable {

	/** For threads that are ending, and connections that are being closed. */
	private static final Duration ENDING = Duration.ofSeconds(1);

	/** Threads of the JDK, and of the end itself. */
	private static final Pattern OWN = Pattern
		.compile("DestroyJavaVM|SpringApplicationShutdownHook|process reaper.*|SIG.* handler|softlanding-.*");

	private static final String ESTABLISHED = "01";

	private final Path directory;

	private final String applicationPackage;

	LeftoversProbe(Path directory, String applicationPackage) {
		this.directory = directory;
		this.applicationPackage = applicationPackage + ".";
	}

	@Override
	public void run() {
		try {
			Deadline deadline = Deadline.in(ENDING);
			write("threads", this::threads, deadline);
			if (Files.isReadable(Path.of("/proc/self/net/tcp"))) {
				write("connections", this::connections, deadline);
			}
		}
		catch (IOException | RuntimeException ex) {
			// Without the file, nothing is known; others have to run at the end too.
			return;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void write(String name, Supplier<List<String>> left, Deadline deadline)
			throws IOException, InterruptedException {
		deadline.await(() -> left.get().isEmpty());
		Files.write(this.directory.resolve(name), left.get());
	}

	private List<String> threads() {
		List<String> left = new ArrayList<>();
		Thread.getAllStackTraces().forEach((thread, stack) -> {
			ThreadGroup group = thread.getThreadGroup();
			if (thread == Thread.currentThread() || group == null || group.getParent() == null
					|| OWN.matcher(thread.getName()).matches()) {
				return;
			}
			String code = Arrays.stream(stack)
				.map(StackTraceElement::toString)
				.filter((frame) -> frame.substring(frame.lastIndexOf('/') + 1).startsWith(this.applicationPackage))
				.findFirst()
				.orElse("");
			if (!thread.isDaemon() || !code.isEmpty()) {
				left.add(thread.getName() + (code.isEmpty() ? "" : " in " + code));
			}
		});
		return left;
	}

	/** Of this process, that it has not closed; Linux only. */
	private List<String> connections() {
		Set<String> sockets = sockets();
		try {
			List<String> left = new ArrayList<>();
			for (String table : List.of("tcp", "tcp6")) {
				Path path = Path.of("/proc/self/net", table);
				for (String line : Files.exists(path) ? Files.readAllLines(path) : List.<String>of()) {
					String[] words = line.strip().split("\\s+");
					if (words.length > 9 && words[3].equals(ESTABLISHED)
							&& sockets.contains("socket:[" + words[9] + "]")) {
						left.add(address(words[2]));
					}
				}
			}
			return left;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Set<String> sockets() {
		Set<String> sockets = new HashSet<>();
		try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
			for (Path file : files.toList()) {
				try {
					sockets.add(Files.readSymbolicLink(file).toString());
				}
				catch (NoSuchFileException ex) {
					// Closed meanwhile.
					continue;
				}
			}
			return sockets;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Words of four bytes in the order of this machine. */
	private static String address(String hexadecimal) throws IOException {
		byte[] bytes = HexFormat.of().parseHex(hexadecimal.substring(0, hexadecimal.indexOf(':')));
		IntBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).asIntBuffer();
		ByteBuffer address = ByteBuffer.allocate(bytes.length);
		while (words.hasRemaining()) {
			address.putInt(words.get());
		}
		int port = Integer.parseInt(hexadecimal.substring(hexadecimal.indexOf(':') + 1), 16);
		return InetAddress.getByAddress(address.array()).getHostAddress() + ":" + port;
	}

}
