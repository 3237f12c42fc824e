/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainReason;
import io.softlanding.drain.DrainResult;
import io.softlanding.inflight.UpgradeGate;
import org.jspecify.annotations.Nullable;

/**
 * Refuses new WebSocket connections as soon as the instance drains: a session that begins
 * now would only be closed again.
 */
final class UpgradesParticipant implements DrainParticipant {

	private final @Nullable UpgradeGate gate;

	UpgradesParticipant(@Nullable UpgradeGate gate) {
		this.gate = gate;
	}

	@Override
	public String name() {
		return "websocket-upgrades";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.ANNOUNCE;
	}

	@Override
	public DrainResult drain(DrainContext context) {
		if (context.reason() == DrainReason.REHEARSAL) {
			return DrainResult.skipped("Rehearsal: new WebSocket sessions are not refused");
		}
		if (this.gate == null) {
			return DrainResult.assumed("New WebSocket sessions are not refused, because softlanding.web.enabled=false");
		}
		this.gate.refuseUpgrades(true);
		return DrainResult.completed("New WebSocket sessions are refused");
	}

	@Override
	public void resume() {
		if (this.gate != null) {
			this.gate.refuseUpgrades(false);
		}
	}

}
