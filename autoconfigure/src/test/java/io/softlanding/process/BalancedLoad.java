/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that send requests to those instances that a prober finds ready, as behind a
 * load balancer.
 */
final class BalancedLoad implements AutoCloseable {

	private static final int CLIENTS = 4;

	private static final long PROBE_MILLIS = 200;

	private final HttpClient client = HttpClient.newHttpClient();

	private final List<ChildProcess> instances;

	private final Queue<ChildProcess> ready = new ConcurrentLinkedQueue<>();

	private final Queue<String> failures = new ConcurrentLinkedQueue<>();

	private final AtomicLong answered = new AtomicLong();

	private final CountDownLatch closed = new CountDownLatch(1);

	private final List<Thread> threads = new ArrayList<>();

	BalancedLoad(List<ChildProcess> instances) {
		this.instances = instances;
		this.ready.addAll(instances);
		instances.forEach((instance) -> start(() -> probe(instance)));
		for (int i = 0; i < CLIENTS; i++) {
			start(this::send);
		}
	}

	private void start(Runnable task) {
		Thread thread = new Thread(task, "load");
		thread.setDaemon(true);
		thread.start();
		this.threads.add(thread);
	}

	private void probe(ChildProcess instance) {
		while (!await(PROBE_MILLIS)) {
			boolean known = this.ready.contains(instance);
			boolean found = get(instance, "/actuator/health/readiness") == 200;
			if (found && !known) {
				this.ready.add(instance);
			}
			else if (!found && known) {
				this.ready.remove(instance);
			}
		}
	}

	private void send() {
		for (int i = 0; !await(5); i++) {
			Object[] ready = this.ready.toArray();
			if (ready.length == 0) {
				this.failures.add("no instance was ready");
				continue;
			}
			ChildProcess instance = (ChildProcess) ready[i % ready.length];
			int status = get(instance, "/work?ms=5");
			if (status == 200) {
				this.answered.incrementAndGet();
			}
			else {
				this.failures.add(status + " of instance " + this.instances.indexOf(instance));
			}
		}
	}

	private boolean await(long millis) {
		try {
			return this.closed.await(millis, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			return true;
		}
	}

	private int get(ChildProcess instance, String path) {
		try {
			return this.client
				.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + instance.port() + path))
					.timeout(Duration.ofSeconds(20))
					.build(), HttpResponse.BodyHandlers.discarding())
				.statusCode();
		}
		catch (IOException | InterruptedException ex) {
			return -1;
		}
	}

	long answered() {
		return this.answered.get();
	}

	Queue<String> failures() {
		return this.failures;
	}

	@Override
	public void close() {
		this.closed.countDown();
		for (Thread thread : this.threads) {
			try {
				thread.join(TimeUnit.SECONDS.toMillis(20));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
