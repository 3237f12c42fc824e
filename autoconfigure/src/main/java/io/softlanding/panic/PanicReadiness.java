/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.time.Duration;
import java.util.Map;

import io.softlanding.panic.PanicProperties.ReadinessMode;
import io.softlanding.process.DrainThread;
import io.softlanding.readiness.ReadinessGate;
import io.softlanding.time.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Refuses traffic while too many requests fail, for a limited time: without traffic,
 * nothing shows that the errors have ended. Liveness does not change.
 */
final class PanicReadiness implements SmartInitializingSingleton, PanicsStatus.Part {

	static final String REASON = "panic_rate_high";

	private static final Logger logger = LoggerFactory.getLogger(PanicReadiness.class);

	private final PanicWindow window;

	private final Rule rule;

	private final ReadinessMode mode;

	private final long longestNanos;

	private final ReadinessGate gate;

	private final FleetExchange fleet;

	private final NanoClock clock;

	private final PanicTimer watch;

	private volatile State state = State.READY;

	private long sinceNanos;

	private enum State {

		READY("ready"),

		REFUSED("refused"),

		WOULD_REFUSE("would refuse, but the other instances are not known"),

		KEPT("would refuse, but too few other instances are ready");

		private final String text;

		State(String text) {
			this.text = text;
		}

	}

	/**
	 * Minimum numbers of errors, failed requests in percent, requests, and routes in the
	 * last minute. All have to be met; one that is 0 always is. A single faulty URL is
	 * sent to one instance after the other, and should not take them all out of traffic.
	 */
	record Rule(int panics, int percent, int requests, int routes) {

		boolean isMet(PanicWindow.Counts counts) {
			return counts.panics() >= this.panics && counts.requests() >= this.requests
					&& counts.failedRequests() * 100 >= counts.requests() * this.percent
					&& counts.failedRoutes() >= this.routes;
		}

	}

	PanicReadiness(PanicWindow window, Rule rule, ReadinessMode mode, Duration longest, ReadinessGate gate,
			FleetExchange fleet, NanoClock clock, PanicTimer watch) {
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
		this.watch.add(this::tick);
	}

	void tick() {
		boolean met = this.rule.isMet(this.window.counts());
		if (met && this.state == State.REFUSED && this.clock.nanoTime() - this.sinceNanos >= this.longestNanos) {
			this.window.forget();
			met = false;
		}
		this.fleet.wantToRefuse(met && this.mode == ReadinessMode.GUARDED);
		change(met ? wanted() : State.READY);
		if (this.state == State.REFUSED) {
			// Each time, because the last release may have run after the last hold.
			this.gate.hold(REASON, (teller) -> DrainThread.startOrRun("readiness", teller));
		}
	}

	private State wanted() {
		if (this.mode == ReadinessMode.ALWAYS) {
			return State.REFUSED;
		}
		FleetExchange.Fleet fleet = this.fleet.current();
		if (fleet == null) {
			return (this.state == State.REFUSED) ? State.REFUSED : State.WOULD_REFUSE;
		}
		return fleet.mayRefuse() ? State.REFUSED : State.KEPT;
	}

	private void change(State state) {
		State before = this.state;
		if (state == before) {
			return;
		}
		this.state = state;
		this.sinceNanos = this.clock.nanoTime();
		if (before == State.REFUSED) {
			DrainThread.startOrRun("readiness", () -> this.gate.release(REASON));
		}
		// On another thread, because an appender that hangs must not delay readiness.
		DrainThread.startOrRun("panic-log", () -> logger.warn("Readiness because of uncaught errors: {}", state.text));
	}

	@Override
	public void describe(Map<String, Object> status) {
		PanicWindow.Counts lastMinute = this.window.counts();
		status.put("lastMinute", Map.of("panics", lastMinute.panics(), "requests", lastMinute.requests(),
				"failedRequests", lastMinute.failedRequests(), "failedRoutes", lastMinute.failedRoutes()));
		status.put("readiness", this.state.text);
	}

}
