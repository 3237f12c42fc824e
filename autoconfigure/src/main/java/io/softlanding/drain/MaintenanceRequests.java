/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.util.function.BooleanSupplier;

import io.softlanding.process.DrainLog;

/**
 * Takes wishes for maintenance and for its end, from several callers at once, and notes
 * in the log who had them.
 */
final class MaintenanceRequests {

	private final CurrentDrain drain;

	private final DrainLog log;

	private final BooleanSupplier ready;

	private final boolean acts;

	MaintenanceRequests(CurrentDrain drain, DrainLog log, BooleanSupplier ready, boolean acts) {
		this.drain = drain;
		this.log = log;
		this.ready = ready;
		this.acts = acts;
	}

	/** Drains this instance and leaves it alive, in the background. */
	MaintenanceOutcome maintain(Requester caller) {
		if (!this.ready.getAsBoolean()) {
			return MaintenanceOutcome.NOT_READY;
		}
		if (!this.acts) {
			this.log.info("A drain for maintenance was requested by %s, but softlanding.drain.mode is observe"
				.formatted(caller));
			return MaintenanceOutcome.BUSY;
		}
		DrainRun existing = this.drain.begin(this.drain.maintenance(DrainReason.MAINTENANCE, caller));
		if (existing == null) {
			return MaintenanceOutcome.STARTED;
		}
		this.log.info("A drain for maintenance was requested by %s, but this instance is %s already".formatted(caller,
				existing.state()));
		// A rehearsal would soon resume what the caller takes to be drained.
		return (existing instanceof Maintenance maintenance && !maintenance.leaving()
				&& maintenance.request().reason() == DrainReason.MAINTENANCE) ? MaintenanceOutcome.UNCHANGED
						: MaintenanceOutcome.BUSY;
	}

	/** Drains this instance for a rehearsal, unless it must not be drained now. */
	Maintenance rehearse(Requester caller) {
		if (!this.ready.getAsBoolean()) {
			throw new IllegalStateException("the application has not started yet");
		}
		if (!this.acts) {
			throw new IllegalStateException("softlanding.drain.mode is observe");
		}
		Maintenance rehearsal = this.drain.maintenance(DrainReason.REHEARSAL, caller);
		DrainRun existing = this.drain.begin(rehearsal);
		if (existing != null) {
			throw new IllegalStateException("this instance is %s already".formatted(existing.state()));
		}
		return rehearsal;
	}

	/** Undoes the drain for maintenance, in the background. */
	MaintenanceOutcome resume(Requester caller) {
		DrainRun existing = this.drain.run();
		if (existing == null) {
			return MaintenanceOutcome.UNCHANGED;
		}
		if (existing instanceof Maintenance maintenance) {
			maintenance.resume(caller);
			return MaintenanceOutcome.STARTED;
		}
		this.log.info("A resume was requested by %s, but this instance is shutting down".formatted(caller));
		return MaintenanceOutcome.BUSY;
	}

}
