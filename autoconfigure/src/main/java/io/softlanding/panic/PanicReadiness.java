/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.time.Duration;
import java.util.Map;

import io.softlanding.process.DrainThread;
import io.softlanding.readiness.ReadinessGate;
import io.softlanding.time.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Refuses traffic while the {@link ReadinessRule} is met, for a while at most: without
 * traffic, nothing shows that it has become better. Liveness is never touched.
 */
final class PanicReadiness implements Periodic, SmartInitializingSingleton, StatusPart {

	static final String REASON = "panic_rate_high";

	private static final Logger logger = LoggerFactory.getLogger(PanicReadiness.class);

	private final PanicWindow window;

	private final ReadinessRule rule;

	private final ReadinessMode mode;

	private final long longestNanos;

	private final ReadinessGate gate;

	private final FleetExchange fleet;

	private final NanoClock clock;

	private final PanicWatch watch;

	private volatile Stand stand = Stand.READY;

	private long sinceNanos;

	private enum Stand {

		READY("ready"),

		REFUSED("refused"),

		WOULD_REFUSE("would refuse, but the other instances are not known"),

		KEPT("would refuse, but too few other instances are ready");

		private final String text;

		Stand(String text) {
			this.text = text;
		}

	}

	PanicReadiness(PanicWindow window, ReadinessRule rule, ReadinessMode mode, Duration longest, ReadinessGate gate,
			FleetExchange fleet, NanoClock clock, PanicWatch watch) {
		this.window = window;
		this.rule = rule;
		this.mode = mode;
		this.longestNanos = longest.toNanos();
		this.gate = gate;
		this.fleet = fleet;
		this.clock = clock;
		this.watch = watch;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.watch.add(this.window);
		this.watch.add(this);
	}

	@Override
	public void tick() {
		boolean met = this.rule.isMet(this.window.counts());
		if (met && this.stand == Stand.REFUSED && this.clock.nanoTime() - this.sinceNanos >= this.longestNanos) {
			this.window.forget();
			met = false;
		}
		this.fleet.wantToRefuse(met && this.mode == ReadinessMode.GUARDED);
		stand(met ? wanted() : Stand.READY);
		if (this.stand == Stand.REFUSED) {
			// Again, because what released it last may only just have run.
			this.gate.hold(REASON, (teller) -> DrainThread.startOrRun("readiness", teller));
		}
	}

	private Stand wanted() {
		if (this.mode == ReadinessMode.ALWAYS) {
			return Stand.REFUSED;
		}
		Fleet fleet = this.fleet.current();
		if (fleet == null) {
			// What was refused stays so until its time is up.
			return (this.stand == Stand.REFUSED) ? Stand.REFUSED : Stand.WOULD_REFUSE;
		}
		return fleet.mayRefuse() ? Stand.REFUSED : Stand.KEPT;
	}

	private void stand(Stand stand) {
		Stand before = this.stand;
		if (stand == before) {
			return;
		}
		this.stand = stand;
		this.sinceNanos = this.clock.nanoTime();
		if (before == Stand.REFUSED) {
			DrainThread.startOrRun("readiness", () -> this.gate.release(REASON));
		}
		// On another thread: an appender that hangs must not hold up readiness.
		DrainThread.startOrRun("panic-log", () -> logger.warn("Readiness because of uncaught errors: {}", stand.text));
	}

	@Override
	public void describe(Map<String, Object> status) {
		PanicWindow.Counts lastMinute = this.window.counts();
		status.put("lastMinute", Map.of("panics", lastMinute.panics(), "requests", lastMinute.requests(),
				"failedRequests", lastMinute.failedRequests(), "failedRoutes", lastMinute.failedRoutes()));
		status.put("readiness", this.stand.text);
	}

}
