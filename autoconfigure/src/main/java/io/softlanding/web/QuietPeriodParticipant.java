/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainReason;
import io.softlanding.drain.DrainResult;
import io.softlanding.process.Platform;
import io.softlanding.time.DurationProperty;
import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps serving until clients have learnt that this instance is going away.
 */
final class QuietPeriodParticipant implements DrainParticipant {

	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private static final int MOST_NAMED = 3;

	private final QuietPeriod period;

	private final InFlightRequests requests;

	private final Probes probes;

	private final Platform platform;

	private final NanoClock clock;

	QuietPeriodParticipant(QuietPeriod period, InFlightRequests requests, Probes probes, Platform platform,
			NanoClock clock) {
		this.period = period;
		this.requests = requests;
		this.probes = probes;
		this.platform = platform;
		this.clock = clock;
	}

	@Override
	public String name() {
		return "quiet-period";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.QUIET_PERIOD;
	}

	@Override
	public DrainResult drain(DrainContext context) throws InterruptedException {
		DrainResult needless = needless(context);
		if (needless != null) {
			return needless;
		}
		this.probes.announce(!isSignal(context.reason()));
		context.progress("serving until no request has arrived for " + DurationProperty.text(this.period.settle()));
		// Counted from here: times of the clock itself must not be compared.
		long start = this.clock.nanoTime();
		long limit = Math.min(this.period.max().toNanos(), context.remaining().toNanos());
		long settle = this.period.settle().toNanos();
		long min = this.period.min().toNanos();
		Silence silence = new Silence(start);
		while (true) {
			silence.look();
			long passed = this.clock.nanoTime() - start;
			long learnt = this.requests.gaps().conclusiveNanos(settle);
			long left = Math.max(min - passed, Math.min(learnt - silence.idleNanos, settle - silence.nanos));
			List<String> unaware = this.probes.unaware(limit - passed);
			String stoppedBy = stoppedBy();
			if (left <= 0 && (unaware.isEmpty() || stoppedBy != null)) {
				return over((silence.nanos < settle) ? learnt : settle, stoppedBy);
			}
			if (passed >= limit) {
				return result(DrainOutcome.PARTIAL, "Cut after " + DurationProperty.text(Duration.ofNanos(passed))
						+ ((left > 0) ? ", before no request had arrived for long enough" : ""));
			}
			if (!unaware.isEmpty()) {
				context.progress("serving until it was refused often enough: " + some(unaware));
			}
			if (this.probes.isKubeletUnaware()) {
				// Endpoints follow the kubelet, and take their time.
				min = passed + this.period.min().toNanos();
			}
			this.clock.sleep(Math.min((left > 0) ? Math.min(left, LOOK_NANOS) : LOOK_NANOS, limit - passed));
		}
	}

	/**
	 * A platform that ends the process with a signal removes the instance by itself; for
	 * any other reason the instance stays where it is known.
	 */
	private static boolean isSignal(DrainReason reason) {
		return reason == DrainReason.SIGTERM || reason == DrainReason.SIGINT;
	}

	/** Returns who has taken this instance out, if the end of the requests tells. */
	private @Nullable String stoppedBy() {
		InterarrivalTimes gaps = this.requests.gaps();
		return gaps.isSteady(this.period.settle().toNanos())
				? this.probes.stoppedBy(gaps.lastNanos(), gaps.largestNanos()) : null;
	}

	@Override
	public void resume() {
		this.probes.resume();
	}

	private DrainResult over(long silence, @Nullable String stoppedBy) {
		String settled = !this.requests.gaps().any() ? "No request was ever served" : "No request arrived for "
				+ DurationProperty.text(Duration.ofMillis(TimeUnit.NANOSECONDS.toMillis(silence)));
		if (stoppedBy != null && !this.probes.unaware().isEmpty()) {
			return DrainResult.completed("%s, since %s was refused", settled, stoppedBy);
		}
		List<String> aware = this.probes.aware();
		String told = aware.isEmpty() ? ""
				: ", %d %s refused %s".formatted(aware.size(), (aware.size() == 1) ? "prober was" : "probers were",
						(this.period.refusals() == 1) ? "once" : this.period.refusals() + " times");
		return result(DrainOutcome.COMPLETED, settled + told);
	}

	private DrainResult result(DrainOutcome outcome, String summary) {
		List<String> unaware = this.probes.unaware();
		List<String> neverRefused = this.probes.neverRefused();
		String text = summary + (unaware.isEmpty() ? "" : ", not refused often enough: " + some(unaware))
				+ (neverRefused.isEmpty() ? ""
						: ", never refused because their probes do not depend on readiness: " + some(neverRefused));
		boolean partial = !unaware.isEmpty() || !neverRefused.isEmpty();
		DrainResult result = new DrainResult(partial ? outcome.worse(DrainOutcome.PARTIAL) : outcome, text, Map.of());
		result = unaware.isEmpty() ? result : result.with("notWaitedFor", unaware);
		return neverRefused.isEmpty() ? result : result.with("neverRefused", neverRefused);
	}

	private static String some(List<String> names) {
		String first = String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMED)));
		return (names.size() > MOST_NAMED) ? first + " and %d more".formatted(names.size() - MOST_NAMED) : first;
	}

	private @Nullable DrainResult needless(DrainContext context) {
		if (!context.exiting() && !context.reason().isReversible()) {
			return DrainResult.skipped("Only the application context is closed");
		}
		if (this.platform.routes() || this.period.declared() && !this.period.min().isZero()) {
			return null;
		}
		boolean served = this.requests.gaps().any();
		if (!this.probes.recent()) {
			return served ? assumed("No client probed readiness in the last minute")
					: DrainResult.nothingToDo("No request was ever served, and no client probed readiness");
		}
		if (context.reason() == DrainReason.CLOSE && !this.probes.anyRegular()) {
			// A process that ends by itself after a single look at its health, as tests
			// do.
			return served ? assumed("No client probes readiness regularly")
					: DrainResult.skipped("No client probes readiness regularly");
		}
		return null;
	}

	/** The requests came from clients, and how those find this instance is not known. */
	private static DrainResult assumed(String why) {
		return DrainResult.assumed("%s; it is assumed that no load balancer depends on it", why);
	}

	/**
	 * Time without a request. It is counted in short looks: while the process stands
	 * still, nothing can arrive.
	 */
	private final class Silence {

		private long seenNanos;

		private long lastNanos;

		/** Since the last request. */
		private long nanos;

		/**
		 * Also without any request in flight: clients that wait for an answer may send
		 * their next request only after it. Event streams do not end by themselves.
		 */
		private long idleNanos;

		private boolean idle;

		Silence(long startNanos) {
			this.seenNanos = startNanos;
			this.lastNanos = QuietPeriodParticipant.this.requests.gaps().lastNanos();
			look();
		}

		void look() {
			long now = QuietPeriodParticipant.this.clock.nanoTime();
			long passed = now - this.seenNanos;
			long look = Math.min(passed, LOOK_NANOS);
			if (passed > look) {
				QuietPeriodParticipant.this.probes.paused(passed - look);
			}
			this.seenNanos = now;
			long last = QuietPeriodParticipant.this.requests.gaps().lastNanos();
			if (last != this.lastNanos) {
				this.lastNanos = last;
				this.nanos = 0;
				this.idleNanos = 0;
				look = Math.max(0, Math.min(look, now - last));
			}
			this.nanos += look;
			boolean idle = QuietPeriodParticipant.this.requests.isIdle(InFlightRequest::eventStream);
			this.idleNanos = (this.idle && idle) ? this.idleNanos + look : 0;
			this.idle = idle;
		}

	}

}
