package io.softlanding.lock;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.softlanding.drain.StatusSection;

/**
 * What is held, as the status shows it: never a token.
 */
final class LocksStatus implements StatusSection {

	private static final int MOST = 10;

	private final LeaseKeeper keeper;

	LocksStatus(LeaseKeeper keeper) {
		this.keeper = keeper;
	}

	@Override
	public String name() {
		return "locks";
	}

	@Override
	public Map<String, Object> status() {
		Map<String, Object> status = new LinkedHashMap<>();
		List<HeldLease> held = List.copyOf(this.keeper.leases());
		status.put("held", held.size());
		status.put("shortest",
				held.stream()
					.sorted(Comparator.comparing(HeldLease::heldFor))
					.limit(MOST)
					.map(LocksStatus::describe)
					.toList());
		return status;
	}

	static Map<String, Object> describe(HeldLease lease) {
		Map<String, Object> described = new LinkedHashMap<>();
		described.put("name", NameText.of(lease.name()));
		described.put("holder", lease.holder().description());
		described.put("thread", lease.holder().thread().getName());
		described.put("remaining", lease.heldFor());
		return described;
	}

}
