/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainPass;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.MultiPassParticipant;
import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Releases leases whose work has ended, waits for the others, and names those that are
 * left to expire.
 */
final class LocksParticipant implements MultiPassParticipant {

	/** How often it is looked whether requests and threads have ended. */
	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	/** How long the first look waits while no work under a lease ends. */
	private static final Duration QUIET = Duration.ofMillis(500);

	/** What a release needs at the least, for the server to answer. */
	private static final Duration RELEASE = Duration.ofMillis(250);

	/** Ten times what was measured, in scripts of many leases. */
	private static final Duration RELEASE_EACH = Duration.ofNanos(100_000);

	private static final Duration LONGEST_RELEASE = Duration.ofSeconds(2);

	private final NanoClock clock;

	/** Guarded by this. */
	private @Nullable RedisLeaseRegistry registry;

	/** How far the drain is. Guarded by this. */
	private @Nullable DrainPass pass;

	LocksParticipant(NanoClock clock) {
		this.clock = clock;
	}

	/** Uses a registry, which may be created as late as during the drain. */
	synchronized void use(RedisLeaseRegistry registry) {
		this.registry = registry;
		if (this.pass != null) {
			registry.keeper().seen();
			if (registry.isLast(this.pass)) {
				registry.refuseAll();
			}
		}
	}

	private synchronized @Nullable RedisLeaseRegistry registry() {
		return this.registry;
	}

	private synchronized @Nullable RedisLeaseRegistry registry(DrainPass pass) {
		this.pass = pass;
		return this.registry;
	}

	Collection<HeldLease> leases() {
		RedisLeaseRegistry registry = registry();
		return (registry != null) ? registry.keeper().leases() : List.of();
	}

	@Override
	public String name() {
		return "redis-locks";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.LOCKS;
	}

	@Override
	public Duration needs() {
		int held = leases().size();
		return (held == 0) ? Duration.ZERO : RELEASE.plus(RELEASE_EACH.multipliedBy(held));
	}

	@Override
	public DrainResult drain(DrainContext context) throws InterruptedException {
		DrainPass pass = context.pass();
		RedisLeaseRegistry registry = registry(pass);
		if (registry == null) {
			return DrainResult.nothingToDo("No lock");
		}
		registry.keeper().seen();
		boolean last = registry.isLast(pass);
		if (pass != DrainPass.LAST) {
			registry.releaseEnded(shortly(context));
			await(registry, context, last);
		}
		if (last) {
			registry.end((pass == DrainPass.LAST) ? context.remaining() : context.remaining().dividedBy(2));
		}
		else {
			registry.releaseEnded(shortly(context));
		}
		return result(registry, last, false);
	}

	/** A Redis that does not answer does not use up what work under leases needs. */
	private static Duration shortly(DrainContext context) {
		Duration part = context.remaining().dividedBy(4);
		return (part.compareTo(LONGEST_RELEASE) < 0) ? part : LONGEST_RELEASE;
	}

	/** What comes meanwhile is waited for when nothing more can come. */
	private void await(RedisLeaseRegistry registry, DrainContext context, boolean last) throws InterruptedException {
		Collection<HeldLease> held = registry.keeper().leases();
		Duration half = context.remaining().dividedBy(2);
		long end = this.clock.nanoTime() + half.toNanos();
		await(context, List.copyOf(held), () -> false, end, last ? half : QUIET);
		if (last) {
			registry.refuseAll();
			await(context, held, registry::isAsking, end, half);
		}
	}

	/**
	 * Waits until no work is left and none is coming, time is up, or none has ended for a
	 * while.
	 */
	private void await(DrainContext context, Collection<HeldLease> leases, BooleanSupplier asking, long end,
			Duration quiet) throws InterruptedException {
		long quietSince = this.clock.nanoTime();
		int before = Integer.MAX_VALUE;
		while (true) {
			boolean more = asking.getAsBoolean();
			List<HeldLease> running = leases.stream()
				.filter((lease) -> lease.outcome() == null && !lease.ended())
				.filter((lease) -> !context.initiatedBy(lease.holder().thread()))
				.toList();
			long now = this.clock.nanoTime();
			quietSince = (running.size() < before) ? now : quietSince;
			before = running.size();
			long left = Math.min(end - now, quiet.toNanos() - (now - quietSince));
			if ((running.isEmpty() && !more) || context.forced() || left <= 0) {
				return;
			}
			if (!running.isEmpty()) {
				HeldLease first = running.get(0);
				context.progress("%d locks are held by work that still runs, '%s' by %s".formatted(running.size(),
						first.label(), first.holder().description()));
			}
			this.clock.sleep(Math.min(LOOK_NANOS, left));
		}
	}

	@Override
	public DrainResult conclude() {
		RedisLeaseRegistry registry = registry();
		return (registry == null) ? DrainResult.nothingToDo("No lock")
				: registry.refusals().addTo(result(registry, true, true));
	}

	private static DrainResult result(RedisLeaseRegistry registry, boolean last, boolean end) {
		// A lease that was not granted does not count, unless the server may have it.
		DrainResult result = LocksReport.of(registry.keeper()
			.seen()
			.stream()
			.filter((lease) -> lease.granted() || lease.outcome() == LeaseOutcome.FAILED)
			.toList(), end);
		List<String> unsaved = registry.unsaved();
		if (!unsaved.isEmpty() && result.outcome() != DrainOutcome.SKIPPED) {
			result = result.with("unsaved", unsaved);
		}
		Set<String> unanswered = last ? new TreeSet<>(registry.asking()) : Set.of();
		return unanswered.isEmpty() ? result : unanswered(result, unanswered);
	}

	private static DrainResult unanswered(DrainResult result, Set<String> names) {
		String count = "%d requested and not answered".formatted(names.size());
		DrainResult unsure = switch (result.outcome()) {
			case NOTHING_TO_DO -> DrainResult.failed("%s", count);
			case FAILED -> DrainResult.failed("%s, %s", result.summary(), count);
			default -> DrainResult.partial("%s, %s", result.summary(), count);
		};
		for (Map.Entry<String, Object> detail : result.details().entrySet()) {
			unsure = unsure.with(detail.getKey(), detail.getValue());
		}
		return unsure.with("unanswered", names.stream().limit(LocksReport.MOST_NAMED).toList());
	}

}
