/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.discovery;

import java.time.Duration;
import java.util.List;

import io.softlanding.discovery.Deregistration.State;
import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainReason;
import io.softlanding.drain.DrainResult;
import io.softlanding.time.DurationProperty;
import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps serving until callers' caches of the service registries have expired, for at most
 * half of what is left.
 */
final class RegistryCachesParticipant implements DrainParticipant {

	private final DeregistrationParticipant deregistration;

	private final @Nullable Duration cacheTtl;

	private final NanoClock clock;

	RegistryCachesParticipant(DeregistrationParticipant deregistration, @Nullable Duration cacheTtl, NanoClock clock) {
		this.deregistration = deregistration;
		this.cacheTtl = cacheTtl;
		this.clock = clock;
	}

	@Override
	public String name() {
		return "registry-caches";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.QUIET_PERIOD;
	}

	@Override
	public DrainResult drain(DrainContext context) {
		List<Deregistration> all = this.deregistration.all();
		try {
			DrainResult needless = needless(context, all);
			return (needless != null) ? needless : await(context, all);
		}
		finally {
			all.forEach(Deregistration::abandon);
		}
	}

	private static @Nullable DrainResult needless(DrainContext context, List<Deregistration> all) {
		if (all.stream().allMatch((each) -> each.state() == State.FAILED)) {
			return DrainResult.nothingToDo("Not deregistered from any service registry");
		}
		if (context.reason() == DrainReason.CLOSE && !context.exiting()) {
			return DrainResult.skipped("Only the application context is closed");
		}
		return context.forced() ? DrainResult.skipped("Forced") : null;
	}

	private DrainResult await(DrainContext context, List<Deregistration> all) {
		// Counted from here: times of the clock itself must not be compared.
		long start = this.clock.nanoTime();
		long limit = context.remaining().dividedBy(2).toNanos();
		context.progress("serving until callers' caches of the service registries have expired");
		try {
			for (Deregistration each : all) {
				long left = Math.min(limit, untilExpired(each, start)) - (this.clock.nanoTime() - start);
				each.await(Duration.ofNanos(Math.max(0, left)));
			}
			long needed = all.stream()
				.filter((each) -> each.state() != State.FAILED)
				.mapToLong((each) -> untilExpired(each, start))
				.max()
				.orElse(0);
			this.clock.sleep(Math.min(needed, limit) - (this.clock.nanoTime() - start));
		}
		catch (InterruptedException ex) {
			// The phase is cut: what was not waited for is the result.
		}
		return result(all, this.clock.nanoTime(), start);
	}

	private DrainResult result(List<Deregistration> all, long now, long start) {
		List<String> unconfirmed = all.stream()
			.filter((each) -> each.state() != State.TOLD)
			.map(Deregistration::name)
			.sorted()
			.toList();
		String waited = text(Duration.ofNanos(now - start));
		long missing = all.stream()
			.filter((each) -> each.state() != State.FAILED)
			.mapToLong((each) -> untilExpired(each, now))
			.max()
			.orElse(0);
		if (missing > 0) {
			Duration left = Duration.ofNanos(missing);
			return DrainResult
				.partial("Served for %s; callers may keep this instance in their caches for at least %s longer%s",
						waited, text(left),
						unconfirmed.isEmpty() ? "" : ", not confirmed by: " + String.join(", ", unconfirmed))
				.with("notWaitedFor", left)
				.with("unconfirmed", unconfirmed);
		}
		if (!unconfirmed.isEmpty()) {
			return DrainResult.partial("Served for %s, not confirmed by: %s", waited, String.join(", ", unconfirmed))
				.with("unconfirmed", unconfirmed);
		}
		return DrainResult.assumed("Served for %s, after which callers' caches have expired", waited);
	}

	private long untilExpired(Deregistration deregistration, long now) {
		Duration ttl = (this.cacheTtl != null) ? this.cacheTtl : deregistration.cacheTtl();
		return ttl.toNanos() + deregistration.sinceNanos() - now;
	}

	private static String text(Duration duration) {
		return DurationProperty.text(Duration.ofMillis(duration.toMillis()));
	}

}
