package io.softlanding.lock;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

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

	private final RedisLeaseRegistry registry;

	private final FinalRelease release;

	private final WorkUnderLocks<HeldLease> work;

	LocksParticipant(RedisLeaseRegistry registry, FinalRelease release, NanoClock clock) {
		this.registry = registry;
		this.release = release;
		this.work = new WorkUnderLocks<>(registry.keeper()::leases, registry::isAsking, clock);
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
		Set<HeldLease> seen = this.work.await(context);
		LeaseKeeper keeper = this.registry.keeper();
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
		this.release.run(ended, context.remaining());
		// What nobody was granted is nobody's, unless the server may have it as ours.
		DrainResult result = LocksReport
			.of(seen.stream().filter((lease) -> lease.granted() || lease.outcome() == LeaseOutcome.FAILED).toList());
		List<String> unanswered = this.registry.asking();
		return unanswered.isEmpty() ? result
				: result.with("unanswered", unanswered.stream().limit(LocksReport.MOST_NAMED).toList());
	}

}
