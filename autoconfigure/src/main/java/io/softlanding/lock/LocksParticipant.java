package io.softlanding.lock;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Gives back every lease whose work has ended, waits for the others, and names those that
 * are left to lapse. A lease is never given back while its work may still run: the next
 * holder would work at the same time.
 */
final class LocksParticipant implements DrainParticipant {

	private final NanoClock clock;

	/** Guarded by this. */
	private @Nullable RedisLeaseRegistry registry;

	/** Guarded by this. */
	private boolean refusing;

	LocksParticipant(NanoClock clock) {
		this.clock = clock;
	}

	/**
	 * Has the leases of a registry released at the end. The registry is created when it
	 * is first injected, which may be while the instance drains.
	 * @param registry the only one
	 */
	synchronized void use(RedisLeaseRegistry registry) {
		this.registry = registry;
		if (this.refusing) {
			registry.refuseAll();
		}
	}

	private synchronized @Nullable RedisLeaseRegistry refuse() {
		this.refusing = true;
		if (this.registry != null) {
			this.registry.refuseAll();
		}
		return this.registry;
	}

	synchronized Collection<HeldLease> leases() {
		return (this.registry != null) ? this.registry.keeper().leases() : List.of();
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
		RedisLeaseRegistry registry = refuse();
		if (registry == null) {
			return DrainResult.skipped("No lock");
		}
		LeaseKeeper keeper = registry.keeper();
		Set<HeldLease> seen = new WorkUnderLocks(keeper::leases, registry::isAsking, this.clock).await(context);
		keeper.stopRenewing();
		seen.addAll(keeper.leases());
		List<HeldLease> ended = new ArrayList<>();
		for (HeldLease lease : keeper.leases()) {
			if (lease.ended()) {
				ended.add(lease);
			}
			else {
				keeper.end(lease, LeaseOutcome.ABANDONED, null);
			}
		}
		registry.finalRelease().run(ended, context.remaining());
		// What nobody was granted is nobody's, unless the server may have it as ours.
		DrainResult result = LocksReport
			.of(seen.stream().filter((lease) -> lease.granted() || lease.outcome() == LeaseOutcome.FAILED).toList());
		Set<String> unanswered = new TreeSet<>(registry.asking());
		// The answer did not come while the others were given back.
		keeper.leases().stream().map((lease) -> NameText.of(lease.name())).forEach(unanswered::add);
		return unanswered.isEmpty() ? result : unanswered(result, unanswered);
	}

	private static DrainResult unanswered(DrainResult result, Set<String> names) {
		String count = "%d asked for and not answered".formatted(names.size());
		DrainResult unsure = switch (result.outcome()) {
			case SKIPPED -> DrainResult.failed("%s", count);
			case FAILED -> DrainResult.failed("%s, %s", result.summary(), count);
			default -> DrainResult.partial("%s, %s", result.summary(), count);
		};
		for (Map.Entry<String, Object> detail : result.details().entrySet()) {
			unsure = unsure.with(detail.getKey(), detail.getValue());
		}
		return unsure.with("unanswered", names.stream().limit(LocksReport.MOST_NAMED).toList());
	}

}
