/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import io.softlanding.test.ConnectionPool;
import io.softlanding.test.Failure;
import io.softlanding.test.HttpConnection;
import org.jspecify.annotations.Nullable;

/**
 * A strict load: requests are due at fixed times whatever becomes of the ones before, go
 * over kept connections, and are never sent again.
 */
final class OpenLoopLoad implements AutoCloseable {

	private static final int MOST_INCIDENTS = 10;

	private static final long SEED = 42;

	private final ConnectionPool pool;

	private final long intervalNanos;

	private final int burst;

	private final WorkMix mix;

	private final SplittableRandom random = new SplittableRandom(SEED);

	private final ExecutorService workers = Executors.newCachedThreadPool();

	private final Thread clock = new Thread(this::send, "load");

	private final Queue<Sample> samples = new ConcurrentLinkedQueue<>();

	private final AtomicLong answered = new AtomicLong();

	private volatile boolean stopped;

	private volatile long sent;

	private volatile long startNanos;

	/**
	 * Makes a load that has not begun.
	 * @param port a port of this machine
	 * @param perSecond how many requests are sent in a second
	 * @param connections how many connections are kept
	 * @param mix how long the requests take
	 */
	OpenLoopLoad(int port, int perSecond, int connections, WorkMix mix) {
		this(port, perSecond, connections, mix, 1);
	}

	/**
	 * Makes a load that has not begun.
	 * @param burst how many requests are sent at the same time
	 */
	OpenLoopLoad(int port, int perSecond, int connections, WorkMix mix, int burst) {
		this.burst = burst;
		this.pool = new ConnectionPool(port, connections, HttpConnection.TIMEOUT);
		this.intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
		this.mix = mix;
	}

	/**
	 * What became of one request.
	 *
	 * @param lateNanos how late it was sent
	 * @param overheadNanos how much longer than its work it took from when it was due
	 * @param failure how it failed, if it did
	 * @param incident the same in words
	 */
	private record Sample(long lateNanos, long overheadNanos, @Nullable Failure failure, String incident) {
	}

	OpenLoopLoad start() {
		this.startNanos = System.nanoTime();
		this.clock.start();
		return this;
	}

	/** How many requests were answered so far. */
	long answered() {
		return this.answered.get();
	}

	private void send() {
		for (long number = 0; !this.stopped; number++) {
			long due = this.startNanos + number / this.burst * this.burst * this.intervalNanos;
			for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
				LockSupport.parkNanos(left);
			}
			String method = (number % 2 == 0) ? "GET" : "POST";
			int millis = this.mix.nextMillis(this.random);
			this.workers.execute(() -> this.samples.add(exchange(method, millis, due)));
			this.sent = number + 1;
		}
	}

	private Sample exchange(String method, int millis, long due) {
		long late = System.nanoTime() - due;
		try {
			HttpConnection connection = this.pool.take();
			HttpConnection.Answer answer;
			try {
				answer = connection.exchange(method, "/work?ms=" + millis);
			}
			catch (IOException | RuntimeException ex) {
				this.pool.drop(connection);
				throw ex;
			}
			if (answer.closes()) {
				this.pool.drop(connection);
			}
			else {
				this.pool.release(connection);
			}
			if (answer.status() == 200 && answer.text().equals("worked for " + millis + " ms\n")) {
				this.answered.incrementAndGet();
				return new Sample(late, System.nanoTime() - due - TimeUnit.MILLISECONDS.toNanos(millis), null, "");
			}
			Failure failure = (answer.status() >= 500) ? Failure.SERVER_ERROR : Failure.UNEXPECTED;
			return failed(failure, late, due, answer.status() + " " + answer.text());
		}
		catch (IOException ex) {
			return failed(Failure.of(ex), late, due, ex.toString());
		}
		catch (RuntimeException ex) {
			return failed(Failure.UNEXPECTED, late, due, ex.toString());
		}
	}

	private Sample failed(Failure failure, long late, long due, String text) {
		double seconds = (due - this.startNanos) / 1e9;
		return new Sample(late, 0, failure, "%s, due at %.3f s, %.3f s after it: %s".formatted(failure, seconds,
				(System.nanoTime() - due) / 1e9, text.strip()));
	}

	/**
	 * Sends no more requests, and waits until each one sent has been answered or has
	 * failed.
	 */
	LoadResult stop() throws InterruptedException {
		this.stopped = true;
		this.clock.join();
		this.workers.shutdown();
		if (!this.workers.awaitTermination(2 * HttpConnection.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
			throw new IllegalStateException("Requests that neither end nor fail");
		}
		this.pool.close();
		Map<Failure, Long> failures = new EnumMap<>(Failure.class);
		this.samples.forEach((sample) -> {
			if (sample.failure() != null) {
				failures.merge(sample.failure(), 1L, Long::sum);
			}
		});
		List<String> incidents = this.samples.stream()
			.map(Sample::incident)
			.filter((incident) -> !incident.isEmpty())
			.limit(MOST_INCIDENTS)
			.toList();
		Duration latest = Duration.ofNanos(this.samples.stream().mapToLong(Sample::lateNanos).max().orElse(0));
		long[] overheads = this.samples.stream()
			.filter((sample) -> sample.failure() == null)
			.mapToLong(Sample::overheadNanos)
			.toArray();
		return new LoadResult(this.sent, this.answered.get(), failures, incidents, this.pool.opened(), latest,
				overheads);
	}

	@Override
	public void close() {
		this.stopped = true;
		this.workers.shutdownNow();
		this.pool.close();
	}

}
