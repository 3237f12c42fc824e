/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * A balancer of connections that honours readiness and forgives nothing: one refused
 * probe takes an instance out, one good probe takes it in again, and a connection that an
 * instance does not take is closed.
 */
final class ReadinessBalancer implements AutoCloseable {

	private static final long PROBE_MILLIS = 200;

	private final List<Instance> instances;

	private final ServerSocket socket;

	private final ExecutorService pipes = Executors.newCachedThreadPool();

	private final ScheduledExecutorService probes;

	private int next;

	private ReadinessBalancer(List<Ports> instances) throws IOException {
		this.instances = instances.stream().map(Instance::new).toList();
		this.socket = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
		this.probes = Executors.newScheduledThreadPool(instances.size());
	}

	static ReadinessBalancer before(Ports... instances) throws IOException {
		ReadinessBalancer balancer = new ReadinessBalancer(List.of(instances));
		for (Instance instance : balancer.instances) {
			balancer.probes.scheduleAtFixedRate(instance::probe, 0, PROBE_MILLIS, TimeUnit.MILLISECONDS);
		}
		balancer.pipes.execute(balancer::accept);
		return balancer;
	}

	/** An instance and what the balancer thinks of it. */
	private static final class Instance {

		private final Ports ports;

		private final AtomicInteger connections = new AtomicInteger();

		private volatile boolean ready;

		Instance(Ports ports) {
			this.ports = ports;
		}

		void probe() {
			this.ready = SampleApp.readiness(this.ports.management()) == 200;
		}

	}

	int port() {
		return this.socket.getLocalPort();
	}

	/** Whether an instance gets new connections. */
	boolean sendsTo(Ports ports) {
		return instance(ports).ready;
	}

	/** How many connections an instance holds. */
	int connections(Ports ports) {
		return instance(ports).connections.get();
	}

	private Instance instance(Ports ports) {
		return this.instances.stream().filter((instance) -> instance.ports.equals(ports)).findFirst().orElseThrow();
	}

	private void accept() {
		while (!this.socket.isClosed()) {
			try {
				Socket client = this.socket.accept();
				Instance instance = choose();
				this.pipes.execute(() -> connect(client, instance));
			}
			catch (IOException ex) {
				// Closed: that was the last one.
				return;
			}
		}
	}

	private @Nullable Instance choose() {
		for (int tried = 0; tried < this.instances.size(); tried++) {
			Instance instance = this.instances.get(this.next++ % this.instances.size());
			if (instance.ready) {
				return instance;
			}
		}
		return null;
	}

	private void connect(Socket client, @Nullable Instance instance) {
		if (instance == null) {
			close(client);
			return;
		}
		try {
			Socket server = new Socket(InetAddress.getLoopbackAddress(), instance.ports.server());
			client.setTcpNoDelay(true);
			server.setTcpNoDelay(true);
			instance.connections.incrementAndGet();
			this.pipes.execute(() -> pipe(client, server, () -> {
			}));
			pipe(server, client, instance.connections::decrementAndGet);
		}
		catch (IOException ex) {
			close(client);
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

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
		this.probes.shutdownNow();
		this.pipes.shutdown();
	}

}
