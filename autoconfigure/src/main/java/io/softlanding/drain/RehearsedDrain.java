/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A drain for a rehearsal: what can be undone of a drain, and what a drain that ends the
 * process would have had time for. May be used by any thread.
 *
 * @since 0.1
 */
public final class RehearsedDrain {

	private final Maintenance drain;

	private final DrainReporter reporter;

	private RehearsedDrain(Maintenance drain, DrainReporter reporter) {
		this.drain = drain;
		this.reporter = reporter;
	}

	/**
	 * Drains an instance, in the background.
	 * @param controller the controller of the instance
	 * @param principal the name of the caller, if it is known
	 * @param address the address of the caller, if it is known
	 * @return the drain, which ends when it is {@link #resume resumed}
	 * @throws IllegalStateException if the instance cannot be drained now; the message is
	 * the reason, without its subject
	 */
	public static RehearsedDrain begin(DrainController controller, @Nullable String principal,
			@Nullable String address) {
		return new RehearsedDrain(controller.maintenance().rehearse(new Requester(principal, address)),
				controller.reporter());
	}

	/** Returns whether everything that can be rehearsed has ended. */
	public boolean isDrained() {
		return this.drain.state() == DrainState.DRAINED;
	}

	/** Returns whether the drain is being undone or was superseded. */
	public boolean isLeaving() {
		return this.drain.leaving();
	}

	/** Returns whether a drain that ends the process has taken the place of this one. */
	public boolean isSuperseded() {
		return this.drain.superseded();
	}

	/**
	 * Returns who has resumed the instance first.
	 * @return for example {@code anna at 10.0.0.7}, or {@code null}
	 */
	public @Nullable String resumedBy() {
		Requester resumer = this.drain.resumer();
		return (resumer != null) ? resumer.toString() : null;
	}

	/** Returns the phase that runs, or {@code null}. */
	public @Nullable DrainPhase phase() {
		return this.drain.phase();
	}

	/**
	 * Returns how long a phase has taken, so far or in all.
	 * @param phase a phase of the front half
	 * @return the time, zero if the phase has not begun
	 */
	public Duration took(DrainPhase phase) {
		return this.drain.phases()
			.stream()
			.filter((run) -> run.phase() == phase)
			.map(PhaseRun::took)
			.reduce(Duration.ZERO, Duration::plus);
	}

	/** Returns how long the quiet period of a drain that ends the process may take. */
	public Duration quietPeriod() {
		DrainBudget budget = this.drain.budget();
		return Duration.ofNanos(budget.frontNanos(DrainPhase.QUIET_PERIOD, budget.front().toNanos()));
	}

	/** Returns the time until a drain that ends the process no longer waits for work. */
	public Duration front() {
		return this.drain.budget().front();
	}

	/** Returns the time that such a drain keeps for transactions, caches and locks. */
	public Duration reserve() {
		return this.drain.budget().reserve();
	}

	/** Returns how long the whole of such a drain may take. */
	public Duration timeout() {
		return this.drain.budget().timeout();
	}

	/** Describes the phases as the status does. */
	public List<Map<String, Object>> phases() {
		return this.drain.phases().stream().map(PhaseRun::status).toList();
	}

	/**
	 * Returns the sections of the status document.
	 * @param timeout maximum time to wait for them
	 * @return strings, numbers, booleans, lists and maps, by section
	 */
	public Map<String, Object> sections(Duration timeout) {
		return this.reporter.sections(timeout);
	}

	/**
	 * Puts the instance back into service, unless it is on its way there or ends, and
	 * waits for it.
	 * @param caller what asks for it, for the log
	 * @param timeout maximum time to wait
	 * @return whether the drain has ended, by this call or otherwise
	 */
	public boolean resume(String caller, Duration timeout) {
		this.drain.resume(new Requester(caller, "this instance"));
		return this.drain.awaitEnded(timeout);
	}

}
