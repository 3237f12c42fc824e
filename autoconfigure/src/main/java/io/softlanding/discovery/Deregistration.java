/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.discovery;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.softlanding.process.DrainThread;
import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one registry, on a thread of its own, that this instance goes away. A registry
 * that does not answer in time may still be told later.
 */
final class Deregistration {

	private static final Logger logger = LoggerFactory.getLogger(Deregistration.class);

	/** Clients such as Eureka's have no callback. */
	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	enum State {

		TOLD, UNCONFIRMED, FAILED

	}

	private final ServiceRegistration registration;

	private final NanoClock clock;

	private final long startedNanos;

	private final CompletableFuture<Long> toldNanos = new CompletableFuture<>();

	private volatile boolean abandoned;

	/** Guarded by this. */
	private @Nullable CompletableFuture<Void> undone;

	Deregistration(ServiceRegistration registration, NanoClock clock) {
		this.registration = registration;
		this.clock = clock;
		this.startedNanos = clock.nanoTime();
	}

	void start() {
		DrainThread.startOrRun("deregistration", this::tell);
	}

	private void tell() {
		try {
			this.registration.deregister().run();
			while (!this.registration.confirmed().getAsBoolean()) {
				if (this.abandoned) {
					this.toldNanos.completeExceptionally(new TimeoutException("Not confirmed in time"));
					return;
				}
				TimeUnit.NANOSECONDS.sleep(LOOK_NANOS);
			}
			this.toldNanos.complete(this.clock.nanoTime());
		}
		catch (Throwable ex) {
			this.toldNanos.completeExceptionally(ex);
			logger.warn("Service registration '{}' could not be removed from its registry", name(), ex);
		}
	}

	/** Waits until the registry has confirmed, or the deregistration has failed. */
	State await(Duration timeout) throws InterruptedException {
		try {
			this.toldNanos.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			// The state tells.
		}
		return state();
	}

	State state() {
		if (!this.toldNanos.isDone()) {
			return State.UNCONFIRMED;
		}
		return this.toldNanos.isCompletedExceptionally() ? State.FAILED : State.TOLD;
	}

	/** When callers can first have learnt it. */
	long sinceNanos() {
		return (state() == State.TOLD) ? this.toldNanos.join() : this.startedNanos;
	}

	/** Stops looking whether the registry confirms. */
	void abandon() {
		this.abandoned = true;
	}

	/**
	 * Registers again, once the registry is no longer being told the opposite.
	 * @return completed when it has registered, exceptionally if it could not
	 */
	synchronized CompletableFuture<Void> undo() {
		CompletableFuture<Void> undone = this.undone;
		if (undone == null) {
			undone = register();
			this.undone = undone;
		}
		return undone;
	}

	/** Returns what follows if it is being undone: it is told again after that. */
	synchronized Deregistration afterUndo() {
		CompletableFuture<Void> undone = this.undone;
		if (undone == null) {
			return this;
		}
		Deregistration again = new Deregistration(this.registration, this.clock);
		CompletableFuture<Void> unused = undone.whenComplete((done, failure) -> again.start());
		return again;
	}

	private CompletableFuture<Void> register() {
		abandon();
		return this.toldNanos.handleAsync((told, failure) -> {
			this.registration.register().run();
			return (Void) null;
		}, (task) -> DrainThread.startOrRun("registration", task)).whenComplete((done, ex) -> {
			if (ex != null) {
				logger.warn("Service registration '{}' could not be restored", name(), ex);
			}
		});
	}

	String name() {
		return this.registration.name();
	}

	Duration cacheTtl() {
		return this.registration.cacheTtl();
	}

}
