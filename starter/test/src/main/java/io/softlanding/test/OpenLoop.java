/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A strict load: requests are due at fixed times whatever becomes of the ones before, go
 * over kept connections, and are never sent again.
 */
final class OpenLoop implements AutoCloseable {

	private static final int MOST_INCIDENTS = 10;

	private static final int MOST_IN_FLIGHT = 2000;

	private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

	private static final int INCIDENT_CHARACTERS = 300;

	private final HttpCall call;

	private final ConnectionPool pool;

	private final long intervalNanos;

	private final Duration timeout;

	private final BooleanSupplier down;

	private final ExecutorService workers = Executors.newCachedThreadPool(Balancer.daemons("drain-test-client"));

	private final Thread clock;

	private final Semaphore inFlight = new Semaphore(MOST_IN_FLIGHT);

	private final AtomicLong answered = new AtomicLong();

	private final AtomicLong late = new AtomicLong();

	private final AtomicLong latestNanos = new AtomicLong();

	private final AtomicLong withoutKey = new AtomicLong();

	private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();

	private final Queue<String> incidents = new ConcurrentLinkedQueue<>();

	/** Guarded by itself. */
	private final Map<Failure, Long> failures = new EnumMap<>(Failure.class);

	private volatile boolean stopped;

	private volatile long sent;

	private volatile long startNanos;

	OpenLoop(int port, HttpCall call, Rate rate, int connections, Duration timeout, BooleanSupplier down) {
		this.call = call;
		this.pool = new ConnectionPool(port, connections, timeout);
		this.intervalNanos = TimeUnit.SECONDS.toNanos(1) / rate.perSecond();
		this.timeout = timeout;
		this.down = down;
		this.clock = new Thread(this::send, "drain-test-load");
		this.clock.setDaemon(true);
	}

	void start() {
		this.startNanos = System.nanoTime();
		this.clock.start();
	}

	/** Whether responses come, or requests are cancelled as they should be. */
	boolean isFlowing() {
		synchronized (this.failures) {
			return this.answered.get() > 0 || this.failures.containsKey(Failure.CANCELLED);
		}
	}

	private void send() {
		for (long number = 0; !this.stopped; number++) {
			long due = this.startNanos + number * this.intervalNanos;
			for (long left = due - System.nanoTime(); left > 0 && !this.stopped; left = due - System.nanoTime()) {
				LockSupport.parkNanos(Math.min(left, LATE_NANOS));
			}
			if (this.stopped) {
				return;
			}
			if (this.inFlight.tryAcquire()) {
				this.sent++;
				try {
					this.workers.execute(() -> exchange(due));
				}
				catch (RuntimeException | Error ex) {
					this.inFlight.release();
					failed(Failure.UNEXPECTED, due, ex.toString());
				}
			}
			else {
				this.late.incrementAndGet();
			}
		}
	}

	private void exchange(long due) {
		long lateNanos = System.nanoTime() - due;
		this.latestNanos.accumulateAndGet(lateNanos, Math::max);
		if (lateNanos > LATE_NANOS) {
			this.late.incrementAndGet();
		}
		boolean down = this.down.getAsBoolean();
		try {
			take(exchange(), due);
		}
		catch (IOException ex) {
			// A kept connection of an instance that has ended is as good as none.
			Failure failure = down ? Failure.UNAVAILABLE : Failure.of(ex);
			boolean cancelled = failure == Failure.TIMEOUT && this.call.cancelAfter() != null;
			failed(cancelled ? Failure.CANCELLED : failure, due, ex.toString());
		}
		catch (RuntimeException | Error ex) {
			failed(Failure.UNEXPECTED, due, ex.toString());
		}
		finally {
			this.inFlight.release();
		}
	}

	private HttpConnection.Answer exchange() throws IOException {
		String body = this.call.nextBody();
		Duration cancelAfter = this.call.cancelAfter();
		HttpConnection connection = this.pool.take();
		HttpConnection.Answer answer;
		try {
			if (cancelAfter != null) {
				connection.readTimeout(cancelAfter);
			}
			answer = connection.send(this.call.method(), this.call.path(), this.call.headers(), body).read();
		}
		catch (IOException | RuntimeException | Error ex) {
			this.pool.drop(connection);
			throw ex;
		}
		if (answer.closes()) {
			this.pool.drop(connection);
		}
		else {
			this.pool.release(connection);
		}
		return answer;
	}

	private void take(HttpConnection.Answer answer, long due) {
		int kind = answer.status() / 100;
		if (kind == 2 || kind == 3) {
			if (kind == 2 && this.call.writes()) {
				String key = this.call.key(answer);
				if (key != null) {
					this.acknowledged.add(key);
				}
				else {
					this.withoutKey.incrementAndGet();
				}
			}
			this.answered.incrementAndGet();
		}
		else if (answer.headers().containsKey(Balancer.HEADER)) {
			failed(Failure.UNAVAILABLE, due, "no instance was ready");
		}
		else {
			failed((kind == 5) ? Failure.SERVER_ERROR : Failure.UNEXPECTED, due, answer.status() + " " + answer.text());
		}
	}

	private void failed(Failure failure, long due, String text) {
		long before;
		synchronized (this.failures) {
			before = this.failures.merge(failure, 1L, Long::sum) - 1;
		}
		if (before < MOST_INCIDENTS && failure != Failure.CANCELLED) {
			String shown = text.strip();
			this.incidents.add("%s %s, due at %.3f s, %.3f s after it: %s".formatted(this.call, failure,
					(due - this.startNanos) / 1e9, (System.nanoTime() - due) / 1e9,
					shown.substring(0, Math.min(shown.length(), INCIDENT_CHARACTERS))));
		}
	}

	/**
	 * Sends no more requests, and waits until each one sent has been answered or has
	 * failed.
	 */
	LoadResult stop() throws InterruptedException {
		this.stopped = true;
		this.clock.join();
		this.workers.shutdown();
		if (!this.workers.awaitTermination(2 * this.timeout.toMillis(), TimeUnit.MILLISECONDS)) {
			failed(Failure.TIMEOUT, System.nanoTime(), "requests that neither end nor fail");
		}
		synchronized (this.failures) {
			return new LoadResult(this.sent, this.answered.get(), Map.copyOf(this.failures),
					List.copyOf(this.incidents), this.late.get(), Duration.ofNanos(this.latestNanos.get()),
					List.copyOf(this.acknowledged), this.withoutKey.get(), false);
		}
	}

	@Override
	public void close() {
		this.stopped = true;
		this.workers.shutdownNow();
		this.pool.close();
	}

}
