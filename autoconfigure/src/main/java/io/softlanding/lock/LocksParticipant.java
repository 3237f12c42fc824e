package io.softlanding.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.NanoClock;

/**
 * Gives back every lease whose work has ended, waits for the others, and names those that
 * are left to lapse. A lease is never given back while its work may still run: the next
 * holder would work at the same time.
 */
final class LocksParticipant implements DrainParticipant {

	/** The last third of the time is for the server. */
	private static final int PART_TO_RELEASE = 3;

	private static final Duration LONGEST_RELEASE = Duration.ofSeconds(2);

	/** How often it is looked whether requests and threads have ended. */
	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	private static final int MOST_NAMED = 20;

	private final RedisLeaseRegistry registry;

	private final FinalRelease release;

	private final NanoClock clock;

	LocksParticipant(RedisLeaseRegistry registry, FinalRelease release, NanoClock clock) {
		this.registry = registry;
		this.release = release;
		this.clock = clock;
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
	public DrainResult drain(DrainContext context) throws InterruptedException {
		this.registry.refuseAll();
		Set<HeldLease> seen = new LinkedHashSet<>();
		awaitWork(context, seen);
		LeaseKeeper keeper = this.registry.keeper();
		keeper.stopRenewing();
		List<HeldLease> ended = new ArrayList<>();
		for (HeldLease lease : keeper.leases()) {
			if (lease.ended()) {
				ended.add(lease);
			}
			else {
				keeper.end(lease, LeaseOutcome.ABANDONED, null);
			}
		}
		this.release.run(ended, context.remaining());
		return result(seen);
	}

	/**
	 * Returns when nothing works under a lease any more, or the time for that is over.
	 */
	private void awaitWork(DrainContext context, Set<HeldLease> seen) throws InterruptedException {
		Duration total = context.remaining();
		Duration toRelease = shorter(total.dividedBy(PART_TO_RELEASE), LONGEST_RELEASE);
		while (true) {
			boolean asking = this.registry.isAsking();
			seen.addAll(this.registry.keeper().leases());
			List<HeldLease> running = seen.stream()
				.filter((lease) -> lease.outcome() == null && !lease.ended())
				.filter((lease) -> !context.initiatedBy(lease.holder().thread()))
				.toList();
			long left = context.remaining().minus(toRelease).toNanos();
			if ((running.isEmpty() && !asking) || context.forced() || left <= 0) {
				return;
			}
			if (!running.isEmpty()) {
				context.progress("%d leases are held by work that still runs, '%s' by %s".formatted(running.size(),
						NameText.of(running.get(0).name()), running.get(0).holder().description()));
			}
			this.clock.sleep(Math.min(LOOK_NANOS, left));
		}
	}

	private static Duration shorter(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	private static DrainResult result(Set<HeldLease> seen) {
		Map<LeaseOutcome, List<HeldLease>> byOutcome = new EnumMap<>(LeaseOutcome.class);
		seen.stream().filter(HeldLease::granted).forEach((lease) -> {
			// Nobody is told that it went well who has not seen it.
			LeaseOutcome outcome = Objects.requireNonNullElse(lease.outcome(), LeaseOutcome.FAILED);
			byOutcome.computeIfAbsent(outcome, (key) -> new ArrayList<>()).add(lease);
		});
		if (byOutcome.isEmpty()) {
			return DrainResult.skipped("No lease");
		}
		String summary = byOutcome.entrySet()
			.stream()
			.map((entry) -> entry.getValue().size() + " " + word(entry.getKey()))
			.collect(Collectors.joining(", "));
		boolean any = byOutcome.containsKey(LeaseOutcome.RELEASED);
		DrainResult result = (any && byOutcome.size() == 1) ? DrainResult.completed("%s", summary)
				: any ? DrainResult.partial("%s", summary) : DrainResult.failed("%s", summary);
		for (Map.Entry<LeaseOutcome, List<HeldLease>> entry : byOutcome.entrySet()) {
			String word = word(entry.getKey());
			result = result.with(word, entry.getValue().size());
			if (entry.getKey() != LeaseOutcome.RELEASED) {
				result = result.with(word + "Leases", named(entry.getValue()));
			}
		}
		return result;
	}

	private static List<Map<String, Object>> named(List<HeldLease> leases) {
		return leases.stream().limit(MOST_NAMED).map(LocksStatus::describe).toList();
	}

	private static String word(LeaseOutcome outcome) {
		return outcome.name().toLowerCase(Locale.ROOT);
	}

}
