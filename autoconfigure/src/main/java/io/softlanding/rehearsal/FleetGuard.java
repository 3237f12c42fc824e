/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.rehearsal;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import io.softlanding.config.InvalidConfigurationException;
import io.softlanding.lock.Lease;
import io.softlanding.lock.LeaseRegistry;
import io.softlanding.process.DrainThread;
import io.softlanding.readiness.FleetReadiness;
import io.softlanding.time.DurationProperty;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;

/**
 * Protects a fleet from its rehearsals: enough other instances have to be ready, and one
 * instance rehearses at a time. What is not known counts as a reason against it.
 */
final class FleetGuard {

	/** Name of the lease, which every report may show. */
	static final String LEASE = "softlanding-rehearsal";

	/** Others wait this long when an instance is killed in its rehearsal. */
	private static final Duration TTL = Duration.ofSeconds(10);

	private final @Nullable FleetReadiness fleet;

	private final Supplier<@Nullable LeaseRegistry> leases;

	private final int minReady;

	private final Duration patience;

	/**
	 * Creates a guard.
	 * @param fleet how many instances are ready, {@code null} if they do not know of each
	 * other
	 * @param leases returns what grants leases, if there is anything; may block and fail
	 * @param minReady how many other instances have to be ready
	 * @param patience how long to wait for Redis
	 */
	FleetGuard(@Nullable FleetReadiness fleet, Supplier<@Nullable LeaseRegistry> leases, int minReady,
			Duration patience) {
		this.fleet = fleet;
		this.leases = leases;
		this.minReady = minReady;
		this.patience = patience;
	}

	/** Returns why this instance must not be drained now, or {@code null}. */
	@Nullable String refusal() {
		if (this.fleet == null) {
			return "it is not known how many instances are ready. Set softlanding.panic.shared.enabled to true and "
					+ "configure Redis, so that the instances know of each other";
		}
		OptionalInt ready = this.fleet.othersReady();
		if (ready.isEmpty()) {
			return "it is not known how many instances are ready, because Redis does not answer";
		}
		return (ready.getAsInt() >= this.minReady) ? null
				: "%d other instances are ready, but softlanding.rehearsal.min-ready is %d".formatted(ready.getAsInt(),
						this.minReady);
	}

	/**
	 * Acquires the right to rehearse. An answer of Redis that comes too late is released.
	 * @return the lease, which belongs to the calling thread
	 * @throws IllegalStateException if it is not granted in time, with the reason
	 */
	Lease acquire() {
		CompletableFuture<@Nullable Lease> answer = new CompletableFuture<>();
		DrainThread.startOrRun("rehearsal-lease", () -> ask(answer));
		Lease lease;
		try {
			lease = answer.get(this.patience.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			abandon(answer);
			throw new IllegalStateException("Redis has not answered within " + DurationProperty.text(this.patience));
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(describe(ex), ex);
		}
		catch (InterruptedException ex) {
			abandon(answer);
			Thread.currentThread().interrupt();
			throw new IllegalStateException("this instance is shutting down");
		}
		if (lease == null) {
			throw new IllegalStateException("another instance rehearses its drain");
		}
		lease.takeOver();
		return lease;
	}

	/** The answer may have come meanwhile. Releasing a lease may wait for Redis. */
	private static void abandon(CompletableFuture<@Nullable Lease> answer) {
		if (!answer.cancel(false)) {
			DrainThread.startOrRun("rehearsal-lease", () -> {
				Lease late = answer.exceptionally((failure) -> null).join();
				if (late != null) {
					late.close();
				}
			});
		}
	}

	private void ask(CompletableFuture<@Nullable Lease> answer) {
		try {
			LeaseRegistry registry = this.leases.get();
			if (registry == null) {
				throw new InvalidConfigurationException(
						"there are no leases. Configure Redis, and do not set softlanding.lock.enabled to false",
						"Configure Redis.");
			}
			Lease lease = registry.tryAcquire(LEASE, LEASE, TTL, Duration.ZERO);
			if (!answer.complete(lease) && lease != null) {
				lease.close();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			answer.completeExceptionally(ex);
		}
		catch (Throwable ex) {
			answer.completeExceptionally(ex);
		}
	}

	/** Not the message of any exception, which may tell of hosts and users. */
	private static String describe(ExecutionException ex) {
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(ex);
		return (cause instanceof InvalidConfigurationException invalid) ? String.valueOf(invalid.getMessage())
				: "no lease could be acquired (%s)".formatted(cause.getClass().getName());
	}

}
