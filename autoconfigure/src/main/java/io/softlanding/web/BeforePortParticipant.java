/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import io.softlanding.inflight.EndsBeforePort;
import io.softlanding.time.NanoClock;

/**
 * Keeps the port open, as Spring Boot does, until other work than requests has ended that
 * may call its own service.
 */
final class BeforePortParticipant implements DrainParticipant {

	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	/** Calls that take longer go on while the participant waits. */
	private static final Duration CALL = Duration.ofSeconds(1);

	/** What the last participants of a phase have in addition: requests need it more. */
	private static final Duration EXTRA = Duration.ofSeconds(1);

	private final Supplier<List<EndsBeforePort>> sources;

	private final NanoClock clock;

	BeforePortParticipant(Supplier<List<EndsBeforePort>> sources, NanoClock clock) {
		this.sources = sources;
		this.clock = clock;
	}

	@Override
	public String name() {
		return "before-port";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.QUIET_PERIOD;
	}

	@Override
	public Set<String> after() {
		return Set.of(ALL_OTHERS);
	}

	@Override
	public DrainResult drain(DrainContext context) throws InterruptedException {
		if (context.reason().isReversible()) {
			return DrainResult.nothingToDo("The port stays open");
		}
		List<EndsBeforePort> sources = this.sources.get();
		sources.forEach((source) -> source.closeIntake(CALL));
		List<String> waitedFor = running(sources, context);
		List<String> running = waitedFor;
		while (!running.isEmpty()) {
			if (context.forced() || context.remaining().compareTo(EXTRA) <= 0) {
				return DrainResult.partial("The port is closed, although what still runs may need it: %s",
						String.join(", ", running));
			}
			context.progress("port stays open for " + String.join(", ", running));
			this.clock.sleep(LOOK_NANOS);
			running = running(sources, context);
		}
		return waitedFor.isEmpty() ? DrainResult.nothingToDo("Only requests may need the port")
				: DrainResult.completed("Ended before the port is closed: %s", String.join(", ", waitedFor));
	}

	private static List<String> running(List<EndsBeforePort> sources, DrainContext context) {
		return sources.stream()
			.filter((source) -> !source.hasEnded(context::initiatedBy))
			.map(EndsBeforePort::description)
			.toList();
	}

}
