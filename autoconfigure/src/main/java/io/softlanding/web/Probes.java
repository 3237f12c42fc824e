/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

import io.softlanding.report.StatusSection;
import io.softlanding.text.EvaluatedText;
import io.softlanding.time.DurationProperty;
import io.softlanding.time.NanoClock;
import io.softlanding.web.ManagementRequests.Kind;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clients that probe readiness, how often, and how they were answered. Each may be a
 * load balancer that has to learn of a drain before it goes on. May be used by any
 * thread.
 */
final class Probes implements StatusSection {

	static final long RECENT_NANOS = TimeUnit.MINUTES.toNanos(1);

	/** Addresses are the callers' to choose. */
	static final int MOST_PROBERS = 64;

	private static final int MOST_SHOWN = 20;

	private static final int MOST_WARNINGS = 10;

	private static final int LONGEST_TEXT = 64;

	/** From this probe on the interval of a client is no coincidence. */
	private static final int REGULAR = 3;

	/** Requests that a balancer has sent before it has read that it was refused. */
	private static final long ON_THE_WAY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private static final int FAILED = 400;

	private static final Logger logger = LoggerFactory.getLogger(Probes.class);

	private final NanoClock clock;

	private final QuietPeriod period;

	private final HealthPaths paths;

	private final Supplier<Duration> room;

	/** Guarded by this. */
	private final Map<String, Prober> probers = new HashMap<>();

	/** Guarded by this. */
	private int warnings;

	/** Guarded by this. */
	private boolean draining;

	/** Whether Kubernetes restarts the container, guarded by this. */
	private boolean restarts;

	/** Whether only refusals keep Kubernetes from routing here, guarded by this. */
	private boolean kubelet;

	/**
	 * Creates a memory without any probe.
	 * @param paths what answers mean
	 * @param room how long a quiet period may take for the grace period
	 */
	Probes(NanoClock clock, QuietPeriod period, HealthPaths paths, Supplier<Duration> room) {
		this.clock = clock;
		this.period = period;
		this.paths = paths;
		this.room = room;
	}

	/**
	 * Notes the answer to a probe, unless it was made for another client: that one says
	 * nothing of what its proxy knows.
	 * @param status the status of the response
	 */
	void answered(Kind kind, Probe probe, int status) {
		if (probe.forwarded()) {
			return;
		}
		if (kind == Kind.LIVENESS) {
			if (Probe.isKubelet(probe.agent())) {
				noteRestart(status >= FAILED);
			}
			return;
		}
		boolean refused = this.paths.isRefusal(probe.path(), status);
		Prober known;
		Duration interval;
		synchronized (this) {
			long now = this.clock.nanoTime();
			known = prober(shortened(probe.address()), shortened(probe.agent()), shortened(probe.path()), now);
			known.answered(now, probe.port(), refused, this.draining);
			if (known.answers() != REGULAR || isMonitor(known) || this.warnings >= MOST_WARNINGS) {
				return;
			}
			interval = known.interval(now);
		}
		verify(known, interval);
	}

	private synchronized void noteRestart(boolean restarts) {
		this.restarts = restarts;
	}

	private void verify(Prober prober, Duration interval) {
		Duration needed = interval.multipliedBy(this.period.refusals());
		if (!this.paths.knowsReadiness(prober.path())) {
			logger.warn(
					"{} probes {}, whose answers do not depend on readiness: it does not learn of a drain. Probe "
							+ "/actuator/health/readiness, and include readinessState in that health group.",
					prober, prober.path());
		}
		else if (!prober.isKubelet() && needed.compareTo(longest()) > 0) {
			logger.warn(
					"{} probes readiness every {}. {} refusals take {}, but a quiet period has {}. Probe more often, or "
							+ "declare a longer softlanding.drain.grace-period. If it only monitors, add it to "
							+ "softlanding.web.quiet-period.monitors.",
					prober, text(interval), this.period.refusals(), text(needed), text(longest()));
		}
		else {
			return;
		}
		synchronized (this) {
			this.warnings++;
		}
	}

	private Duration longest() {
		Duration room = this.room.get();
		return (room.compareTo(this.period.max()) < 0) ? room : this.period.max();
	}

	private static String text(Duration duration) {
		return DurationProperty.text(Duration.ofMillis(duration.toMillis()));
	}

	private static String shortened(@Nullable String text) {
		return (text != null) ? EvaluatedText.shortened(text, LONGEST_TEXT) : "unknown";
	}

	private Prober prober(String address, String agent, String path, long now) {
		String key = String.join("\n", address, agent, path);
		Prober known = this.probers.get(key);
		if (known == null) {
			if (this.probers.size() >= MOST_PROBERS) {
				forgetOne(now);
			}
			known = new Prober(address, agent, path, now);
			this.probers.put(key, known);
		}
		return known;
	}

	/**
	 * Forgets one that is not expected to come back, or else the youngest: made-up names
	 * must not make a balancer forgotten.
	 */
	private void forgetOne(long now) {
		this.probers.entrySet()
			.stream()
			.max(Comparator.comparing((Map.Entry<String, Prober> prober) -> prober.getValue().checkers(now).isEmpty())
				.thenComparing((prober) -> prober.getValue().checkers(now).isEmpty()
						? prober.getValue().silentNanos(now) : prober.getValue().firstNanos() - now))
			.map(Map.Entry::getKey)
			.ifPresent(this.probers::remove);
	}

	/**
	 * Whether any client has probed within the last minute, or is expected to come back.
	 * @return {@code true} if a balancer has to be expected
	 */
	synchronized boolean recent() {
		long now = this.clock.nanoTime();
		return this.probers.values()
			.stream()
			.anyMatch((prober) -> !isMonitor(prober)
					&& (prober.silentNanos(now) < RECENT_NANOS || !prober.checkers(now).isEmpty()));
	}

	/** Whether a client has probed more than once, as load balancers do. */
	synchronized boolean anyRegular() {
		return this.probers.values().stream().anyMatch((prober) -> !isMonitor(prober) && prober.answers() > 1);
	}

	/**
	 * From here on readiness is refused for good.
	 * @param kept whether Kubernetes keeps the pod in its endpoints; a pod that it ends
	 * is removed without the kubelet's probes
	 */
	synchronized void announce(boolean kept) {
		this.draining = true;
		this.kubelet = kept || this.restarts;
	}

	/** The drain is undone. */
	synchronized void resume() {
		this.draining = false;
		this.probers.values().forEach(Prober::forgetDrain);
	}

	/**
	 * Returns who has to be waited for: who was not refused often enough yet.
	 * @return what they are called
	 */
	List<String> unaware() {
		return named(this::isUnaware);
	}

	/**
	 * Returns who has to be waited for and can be refused again within a time. One that
	 * is late may still come.
	 * @param nanos that time
	 */
	List<String> unaware(long nanos) {
		long now = this.clock.nanoTime();
		return named((prober, checker) -> isUnaware(prober, checker)
				&& checker.lastNanos() + checker.intervalNanos() - now <= nanos);
	}

	/** Whether the kubelet has to be waited for and was not refused often enough yet. */
	boolean isKubeletUnaware() {
		return !named((prober, checker) -> prober.isKubelet() && isUnaware(prober, checker)).isEmpty();
	}

	private boolean isUnaware(Prober prober, Checker checker) {
		return checker.refusals() < this.period.refusals() && !isNeverRefused(prober);
	}

	/** Returns who has been refused as often as it has to. */
	List<String> aware() {
		return named((prober, checker) -> checker.refusals() >= this.period.refusals());
	}

	/**
	 * Returns the clients whose probes find the instance ready although it drains: what
	 * they ask for does not know readiness, and waiting would not help.
	 * @return what they are called
	 */
	List<String> neverRefused() {
		return named((prober, checker) -> checker.refusals() == 0 && isNeverRefused(prober));
	}

	private boolean isNeverRefused(Prober prober) {
		return prober.acceptedDraining() >= (this.paths.knowsReadiness(prober.path()) ? this.period.refusals() : 1);
	}

	/**
	 * Returns the only client that probes, if requests stopped arriving when it was
	 * refused: then it has taken this instance out, however many refusals that needs.
	 * @param lastNanos when the last request arrived
	 * @param gapNanos the largest gap between requests before
	 * @return what it is called, or {@code null}
	 */
	@Nullable String stoppedBy(long lastNanos, long gapNanos) {
		List<String> all = named((prober, checker) -> true);
		List<String> stopped = named((prober, checker) -> checker.stopped(lastNanos, gapNanos, ON_THE_WAY_NANOS));
		return (all.size() == 1 && stopped.size() == 1) ? stopped.get(0) : null;
	}

	/** A client with several addresses or paths is named several times. */
	private synchronized List<String> named(BiPredicate<Prober, Checker> rule) {
		long now = this.clock.nanoTime();
		List<String> named = new ArrayList<>();
		for (Prober prober : this.probers.values()) {
			if (this.period.refusals() > 0 && isWaitedFor(prober)) {
				prober.checkers(now)
					.stream()
					.filter((checker) -> rule.test(prober, checker))
					.forEach((checker) -> named.add(prober.toString()));
			}
		}
		return named.stream().sorted().toList();
	}

	private boolean isWaitedFor(Prober prober) {
		return !isMonitor(prober) && (this.kubelet || !prober.isKubelet());
	}

	private boolean isMonitor(Prober prober) {
		return this.period.isMonitor(prober);
	}

	@Override
	public String name() {
		return "probers";
	}

	@Override
	public synchronized Map<String, Object> status() {
		long now = this.clock.nanoTime();
		List<Map<String, Object>> shown = this.probers.values()
			.stream()
			.sorted(Prober.bySlowest(now))
			.limit(MOST_SHOWN)
			.map((prober) -> prober.status(kind(prober, now), isWaitedFor(prober) ? this.period.refusals() : 0, now))
			.toList();
		return Map.of("known", this.probers.size(), "most", shown);
	}

	private String kind(Prober prober, long now) {
		if (prober.isKubelet()) {
			return "kubelet";
		}
		if (isMonitor(prober)) {
			return "monitor";
		}
		if (prober.checkers(now).isEmpty()) {
			return "gone";
		}
		return (prober.interval(now).isZero()) ? "unknown" : "balancer";
	}

}
