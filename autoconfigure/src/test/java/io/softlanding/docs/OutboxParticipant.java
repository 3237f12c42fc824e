/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.docs;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;

import org.springframework.stereotype.Component;

/**
 * The example in the documentation.
 */
@Component
class OutboxParticipant implements DrainParticipant {

	private final Outbox outbox;

	OutboxParticipant(Outbox outbox) {
		this.outbox = outbox;
	}

	@Override
	public String name() {
		return "outbox";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.HANDOFF;
	}

	@Override
	public DrainResult drain(DrainContext context) throws InterruptedException {
		int unsent = this.outbox.flush(context.remaining());
		return (unsent == 0) ? DrainResult.completed("Everything was sent")
				: DrainResult.partial("%d messages were not sent", unsent).with("unsent", unsent);
	}

}
