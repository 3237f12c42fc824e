/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.rehearsal;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

import io.softlanding.drain.DrainController;
import io.softlanding.drain.RehearsedDrain;
import io.softlanding.process.DrainThread;
import io.softlanding.report.StatusSection;
import io.softlanding.time.DurationProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the rehearsals of this instance, one at a time, and knows the result of the last
 * one. May be used by any thread.
 */
final class RehearsalRunner implements StatusSection {

	private static final Logger logger = LoggerFactory.getLogger(RehearsalRunner.class);

	private static final int MOST_LOGGED = 3;

	private final DrainController controller;

	private final FleetGuard guard;

	private final RehearsalProperties properties;

	private final Duration patience;

	private final Consumer<RehearsalResult> results;

	/** Guarded by this. */
	private @Nullable RehearsalRun current;

	private volatile @Nullable RehearsalResult last;

	private volatile @Nullable RehearsalResult refused;

	/**
	 * Creates a runner.
	 * @param patience how long a caller waits for the decision whether it begins
	 * @param results told of each result
	 */
	RehearsalRunner(DrainController controller, FleetGuard guard, RehearsalProperties properties, Duration patience,
			Consumer<RehearsalResult> results) {
		this.controller = controller;
		this.guard = guard;
		this.properties = properties;
		this.patience = patience;
		this.results = results;
	}

	/**
	 * Begins a rehearsal, in the background.
	 * @param principal the name of the caller, if it is known
	 * @param address the address of the caller, if it is known
	 * @param observe how long to observe, {@code null} for the configured time
	 * @return why none has begun, or {@code null}
	 */
	@Nullable String start(@Nullable String principal, @Nullable String address, @Nullable Duration observe) {
		String caller = caller(principal, address);
		RehearsalRun run = new RehearsalRun(caller, () -> RehearsedDrain.begin(this.controller, principal, address),
				this.controller::state, this.guard, (observe != null) ? observe : this.properties.observe(),
				this.properties.timeout());
		synchronized (this) {
			if (this.current != null) {
				String reason = "a rehearsal of this instance runs already";
				ended(RehearsalResult.refused(reason, caller, Instant.now()));
				return reason;
			}
			this.current = run;
		}
		try {
			new DrainThread("rehearsal", () -> run(run)).start();
		}
		catch (OutOfMemoryError error) {
			over(run);
			throw error;
		}
		return run.awaitDecided(this.patience);
	}

	static String caller(@Nullable String principal, @Nullable String address) {
		return ((principal != null) ? principal : "an unnamed caller") + " at "
				+ ((address != null) ? address : "an unknown address");
	}

	private void run(RehearsalRun run) {
		try {
			run.run(this::ended);
		}
		finally {
			over(run);
		}
	}

	private synchronized void over(RehearsalRun run) {
		if (this.current == run) {
			this.current = null;
		}
	}

	private synchronized @Nullable RehearsalRun current() {
		return this.current;
	}

	/**
	 * Ends the rehearsal that runs and puts the instance back into service, in the
	 * background.
	 * @param by who asks for it
	 * @return whether one runs
	 */
	boolean abort(String by) {
		RehearsalRun run = current();
		if (run == null) {
			return false;
		}
		run.abort(by);
		return true;
	}

	private void ended(RehearsalResult result) {
		if (result.outcome() == RehearsalOutcome.REFUSED) {
			this.refused = result;
			logger.info("A rehearsal that {} requested has not begun: {}", result.requestedBy(), result.reason());
		}
		else {
			this.last = result;
			log(result);
		}
		this.results.accept(result);
	}

	private static void log(RehearsalResult result) {
		if (result.predicted() == null || result.outcome() != RehearsalOutcome.COMPLETED) {
			logger.info("The rehearsal ended early: {}{}", result.reason(),
					result.findings().isEmpty() ? "" : "; " + String.join("; ", result.findings()));
		}
		else if (result.findings().isEmpty()) {
			logger.info("Rehearsed a drain: it would take {} and lose nothing",
					DurationProperty.text(result.predicted()));
		}
		else {
			int findings = result.findings().size();
			logger.warn("Rehearsed a drain: it would take {}. {}, see /actuator/shutdown-status: {}",
					DurationProperty.text(result.predicted()), findings + ((findings == 1) ? " finding" : " findings"),
					String.join("; ", result.findings().stream().limit(MOST_LOGGED).toList()));
		}
	}

	@Override
	public String name() {
		return "rehearsal";
	}

	@Override
	public Map<String, Object> status() {
		Map<String, Object> status = new LinkedHashMap<>();
		RehearsalRun run = current();
		status.put("state", (run != null) ? run.state().name() : "NONE");
		RehearsalResult last = this.last;
		if (last != null) {
			status.put("last", last.describe());
		}
		RehearsalResult refused = this.refused;
		if (refused != null) {
			status.put("refused", refused.describe());
		}
		return status;
	}

}
