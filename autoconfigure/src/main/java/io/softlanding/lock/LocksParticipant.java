package io.softlanding.lock;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

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
		Set<String> unanswered = new TreeSet<>(this.registry.asking());
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
