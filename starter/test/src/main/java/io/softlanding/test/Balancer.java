/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * A balancer of connections that honours readiness and forgives nothing: a number of
 * failed probes takes an instance out, one good probe takes it in again, and a connection
 * that an instance does not accept is closed. While no instance is ready, it answers
 * itself, with 503 and a header that says so.
 */
final class Balancer implements AutoCloseable {

	/** Marks responses of the balancer. */
	static final String HEADER = "softlanding-test-balancer";

	private static final byte[] UNAVAILABLE = ("HTTP/1.1 503 Service Unavailable\r\n" + HEADER
			+ ": no instance is ready\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
		.getBytes(StandardCharsets.US_ASCII);

	private static final int MOST_WRONG = 5;

	private static final Map<String, String> USER_AGENT = Map.of("User-Agent", "softlanding-test-balancer");

	/** One slow response on a busy machine is no outage. */
	private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(5);

	private final List<Backend> backends = new CopyOnWriteArrayList<>();

	private final String readinessPath;

	private final Duration interval;

	private final int fall;

	private final ServerSocket socket;

	private final ExecutorService pipes = Executors.newCachedThreadPool(daemons("drain-test-balancer"));

	private final ScheduledExecutorService probes;

	private int next;

	Balancer(String readinessPath, Duration interval, int fall, int instances) throws IOException {
		this.readinessPath = readinessPath;
		this.interval = interval;
		this.fall = fall;
		this.socket = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
		this.probes = Executors.newScheduledThreadPool(instances, daemons("drain-test-probe"));
		this.pipes.execute(this::accept);
	}

	static ThreadFactory daemons(String name) {
		return (task) -> {
			Thread thread = new Thread(task, name);
			thread.setDaemon(true);
			return thread;
		};
	}

	/** An instance and what the balancer thinks of it. */
	final class Backend {

		private final Instance instance;

		private final AtomicInteger connections = new AtomicInteger();

		private volatile boolean ready;

		private volatile String answer = "no probe yet";

		/** How many responses in a row say neither ready nor unavailable. */
		private volatile int wrong;

		private volatile @Nullable Future<?> probes;

		/** Only of the thread that probes. */
		private int failed;

		Backend(Instance instance) {
			this.instance = instance;
		}

		private void probe() {
			if (!this.instance.isAlive()) {
				this.ready = false;
				Future<?> probes = this.probes;
				if (probes != null) {
					probes.cancel(false);
				}
				Balancer.this.backends.remove(this);
				return;
			}
			int status = status();
			int kind = status / 100;
			this.wrong = (kind == 0 || kind == 2 || kind == 5) ? 0 : this.wrong + 1;
			this.failed = (kind == 2) ? 0 : this.failed + 1;
			this.ready = this.failed == 0 || this.ready && this.failed < Balancer.this.fall;
		}

		private int status() {
			try (HttpConnection connection = HttpConnection.open(this.instance.managementPort(), PROBE_TIMEOUT, null)) {
				HttpConnection.Answer answer = connection.send("GET", Balancer.this.readinessPath, USER_AGENT, "")
					.read();
				this.answer = answer.status() + " " + answer.text();
				return answer.status();
			}
			catch (IOException | RuntimeException ex) {
				this.answer = ex.toString();
				return 0;
			}
		}

		boolean isReady() {
			return this.ready;
		}

		/**
		 * Whether this is not what is to be probed, such as a path with nothing there.
		 */
		boolean isWrong() {
			return this.wrong >= MOST_WRONG;
		}

		/** How many connections it holds. */
		int connections() {
			return this.connections.get();
		}

		/** What the last probe was answered. */
		String answer() {
			return this.answer;
		}

	}

	int port() {
		return this.socket.getLocalPort();
	}

	Backend add(Instance instance) {
		Backend backend = new Backend(instance);
		this.backends.add(backend);
		backend.probes = this.probes.scheduleAtFixedRate(backend::probe, 0, this.interval.toNanos(),
				TimeUnit.NANOSECONDS);
		return backend;
	}

	List<Backend> backends() {
		return List.copyOf(this.backends);
	}

	private void accept() {
		while (!this.socket.isClosed()) {
			try {
				Socket client = this.socket.accept();
				Backend backend = choose();
				this.pipes.execute(() -> connect(client, backend));
			}
			catch (IOException | RuntimeException ex) {
				// Closed, or for a moment there is no room for another connection.
				if (!this.socket.isClosed()) {
					Deadline.pause();
				}
			}
		}
	}

	private @Nullable Backend choose() {
		List<Backend> ready = this.backends.stream().filter(Backend::isReady).toList();
		return ready.isEmpty() ? null : ready.get(Math.floorMod(this.next++, ready.size()));
	}

	private void connect(Socket client, @Nullable Backend backend) {
		try {
			if (backend == null) {
				refuse(client);
				return;
			}
			Socket server = new Socket(InetAddress.getLoopbackAddress(), backend.instance.port());
			client.setTcpNoDelay(true);
			server.setTcpNoDelay(true);
			backend.connections.incrementAndGet();
			this.pipes.execute(() -> pipe(client, server, () -> {
			}));
			pipe(server, client, backend.connections::decrementAndGet);
		}
		catch (IOException | RuntimeException ex) {
			close(client);
		}
	}

	/** Reads on until the client closes, which a reset would keep from its answer. */
	private static void refuse(Socket client) throws IOException {
		try (client) {
			client.setSoTimeout(Math.toIntExact(PROBE_TIMEOUT.toMillis()));
			client.getOutputStream().write(UNAVAILABLE);
			client.shutdownOutput();
			client.getInputStream().transferTo(OutputStream.nullOutputStream());
		}
	}

	/** Hands bytes on until one side ends, and the end too. */
	private static void pipe(Socket from, Socket to, Runnable end) {
		try {
			InputStream input = from.getInputStream();
			OutputStream output = to.getOutputStream();
			byte[] block = new byte[16 * 1024];
			for (int read = input.read(block); read >= 0; read = input.read(block)) {
				output.write(block, 0, read);
			}
		}
		catch (IOException ex) {
			// Whatever broke, the other side must not wait for more.
			close(from);
		}
		finally {
			end.run();
			close(to);
		}
	}

	static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// It is of no use any more.
			return;
		}
	}

	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			// It accepts nothing any more.
			return;
		}
		finally {
			this.probes.shutdownNow();
			this.pipes.shutdownNow();
		}
	}

}
