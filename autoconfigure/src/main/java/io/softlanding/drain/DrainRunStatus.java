/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Describes a drain for its reports.
 *
 * @param run returns the drain or maintenance that was begun last, or {@code null}
 */
record DrainRunStatus(Supplier<? extends @Nullable DrainRun> run) implements DrainStatus {

	private @Nullable Drain ending() {
		return (this.run.get() instanceof Drain drain) ? drain : null;
	}

	@Override
	public boolean isEnding() {
		return ending() != null;
	}

	@Override
	public boolean isGood() {
		Drain drain = ending();
		return drain != null && drain.outcome().isGood();
	}

	@Override
	public void end() {
		Drain drain = ending();
		if (drain != null) {
			drain.end();
		}
	}

	@Override
	public void conclude(Duration timeout) {
		Drain drain = ending();
		if (drain != null) {
			drain.conclude(timeout);
		}
	}

	@Override
	public Map<String, Object> describe() {
		DrainRun run = this.run.get();
		Map<String, Object> described = new LinkedHashMap<>();
		described.put("state", ((run != null) ? run.state() : DrainState.RUNNING).name());
		if (run != null) {
			describe(run, described);
		}
		return described;
	}

	private static void describe(DrainRun run, Map<String, Object> described) {
		DrainRequest request = run.request();
		described.put("reason", request.reason().name());
		if (run instanceof Maintenance maintenance) {
			described.put("requestedBy", describe(maintenance.caller()));
		}
		described.put("startedAt", request.startedAt());
		described.put("deadline", request.startedAt().plus(run.allowed()));
		described.put("took", run.took());
		described.put("remaining", run.remaining());
		if (run instanceof Drain drain && drain.state() == DrainState.STOPPED) {
			described.put("outcome", drain.outcome().name());
		}
		if (request.forced()) {
			described.put("forced", true);
		}
		DrainPhase phase = run.phase();
		if (phase != null) {
			described.put("phase", phase.name());
		}
		described.put("force",
				run.phases().stream().map(PhaseRun::force).reduce(ForcedShare.NONE, ForcedShare::plus).describe());
		described.put("phases", run.phases().stream().map(PhaseRun::status).toList());
	}

	private static Map<String, Object> describe(Requester caller) {
		Map<String, Object> described = new LinkedHashMap<>();
		described.put("principal", (caller.principal() != null) ? caller.principal() : "unknown");
		described.put("address", (caller.address() != null) ? caller.address() : "unknown");
		return described;
	}

}
