/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.softlanding.report.StatusSection;
import io.softlanding.text.EvaluatedText;
import io.softlanding.time.DurationProperty;
import io.softlanding.time.NanoClock;
import io.softlanding.inflight.ManagementRequests.Kind;
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

	/** Requests that a balancer has sent before it has read that it was refused. */
	private static final long ON_THE_WAY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private static final int FAILED = 400;

	/** Unless a pod declares another one. */
	private static final long LIVENESS_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(1);

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

	/** The kubelet's last liveness probe, until it is answered, guarded by this. */
	private @Nullable Probe liveness;

	/** Whether the kubelet's last liveness probe has failed, guarded by this. */
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
	 * Notes that a probe arrives. Its answer is passed to {@link #answered} later.
	 * @param remote where it comes from, {@code null} if that is not known
	 */
	Probe arrived(Kind kind, @Nullable InetSocketAddress remote, @Nullable String agent, String path,
			Predicate<String> hasHeader) {
		InetAddress address = (remote != null) ? remote.getAddress() : null;
		return arrived(kind, (address != null) ? address.getHostAddress() : null,
				(remote != null) ? remote.getPort() : 0, agent, path, hasHeader);
	}

	Probe arrived(Kind kind, @Nullable String address, int port, @Nullable String agent, String path,
			Predicate<String> hasHeader) {
		Probe probe = new Probe(kind, address, port, agent, path, Probe.isForwarded(hasHeader), this.clock.nanoTime());
		if (probe.isLivenessOfKubelet()) {
			synchronized (this) {
				this.restarts |= hasTimedOut(this.liveness);
				this.liveness = probe;
			}
		}
		return probe;
	}

	/** Whether the kubelet no longer waits for the answer. */
	private boolean hasTimedOut(@Nullable Probe liveness) {
		return liveness != null && this.clock.nanoTime() - liveness.nanos() >= LIVENESS_TIMEOUT_NANOS;
	}

	/**
	 * Notes the answer to a probe, unless it was made for another client: that one says
	 * nothing of what its proxy knows.
	 */
	void answered(Probe probe, int status) {
		if (probe.isLivenessOfKubelet()) {
			synchronized (this) {
				if (this.liveness == probe) {
					this.restarts = status >= FAILED || hasTimedOut(probe);
					this.liveness = null;
				}
			}
		}
		if (probe.forwarded() || probe.kind() == Kind.LIVENESS) {
			return;
		}
		boolean refused = this.paths.isRefusal(probe.path(), status);
		Prober prober;
		boolean third;
		Duration every;
		synchronized (this) {
			prober = prober(shortened(probe.address()), shortened(probe.agent()), shortened(probe.path()),
					this.clock.nanoTime());
			prober.answered(probe.nanos(), probe.port(), refused, this.draining);
			third = prober.answers() == ProbeInterval.LEAST;
			if (prober.answers() < ProbeInterval.LEAST || prober.warned() || isMonitor(prober)
					|| this.warnings >= MOST_WARNINGS) {
				return;
			}
			ProbeInterval interval = prober.interval();
			every = Duration.ofNanos((interval.clients() > 0) ? interval.nanos() : prober.shortestNanos());
		}
		verify(prober, third, every);
	}

	private void verify(Prober prober, boolean third, Duration every) {
		Duration needed = every.multipliedBy(this.period.refusals());
		if (third && !this.paths.knowsReadiness(prober.path())) {
			logger.warn(
					"{} probes {}, whose answers do not depend on readiness: it does not notice a drain. Probe "
							+ "/actuator/health/readiness, and include readinessState in that health group.",
					prober, prober.path());
		}
		else if (!prober.isKubelet() && needed.compareTo(longest()) > 0) {
			logger.warn(
					"{} probes readiness every {}. {} refusals take {}, but a quiet period has {}. Probe more often, or "
							+ "declare a longer softlanding.drain.grace-period. If it only monitors, add it to "
							+ "softlanding.web.quiet-period.monitors.",
					prober, text(every), this.period.refusals(), text(needed), text(longest()));
		}
		else {
			return;
		}
		synchronized (this) {
			prober.markWarned();
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
		this.probers.values()
			.stream()
			.max(Comparator.comparing((Prober prober) -> !prober.isExpected(now))
				.thenComparing(
						(prober) -> prober.isExpected(now) ? prober.firstNanos() - now : prober.silentNanos(now)))
			.ifPresent(this.probers.values()::remove);
	}

	/**
	 * Whether any client has probed within the last minute, or is expected to come back.
	 */
	synchronized boolean recent() {
		long now = this.clock.nanoTime();
		return this.probers.values()
			.stream()
			.anyMatch((prober) -> !isMonitor(prober)
					&& (prober.silentNanos(now) < RECENT_NANOS || prober.isExpected(now)));
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
		this.kubelet = kept || this.restarts || hasTimedOut(this.liveness);
	}

	/** The drain is undone. */
	synchronized void resume() {
		this.draining = false;
		this.probers.values().forEach(Prober::forgetDrain);
	}

	/** Returns who has to be waited for: who was not refused often enough yet. */
	List<String> unaware() {
		return named(this::isUnaware);
	}

	/**
	 * Returns who has to be waited for and can be refused again within a time. One that
	 * is late may still come.
	 */
	List<String> unaware(long nanos) {
		long now = this.clock.nanoTime();
		return named((prober) -> isUnaware(prober) && prober.interval().nanos() - prober.silentNanos(now) <= nanos);
	}

	/** Whether the kubelet has to be waited for and was not refused often enough yet. */
	boolean isKubeletUnaware() {
		return !named((prober) -> prober.isKubelet() && isUnaware(prober)).isEmpty();
	}

	private boolean isUnaware(Prober prober) {
		return prober.refusals() < this.period.refusals() && !isNeverRefused(prober);
	}

	/** Returns who has been refused as often as it has to. */
	List<String> aware() {
		return named((prober) -> prober.refusals() >= this.period.refusals());
	}

	/**
	 * Returns the clients whose probes find the instance ready although it drains: what
	 * they ask for does not know readiness, and waiting would not help.
	 */
	List<String> neverRefused() {
		return named(this::isNeverRefused);
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
		List<String> stopped = named((prober) -> prober.stopped(lastNanos, gapNanos, ON_THE_WAY_NANOS));
		return (stopped.size() == 1 && named((prober) -> true).size() == 1) ? stopped.get(0) : null;
	}

	/** No probe could arrive: the process has stood still. */
	synchronized void paused(long nanos) {
		this.probers.values().forEach((prober) -> prober.paused(nanos));
	}

	/** A client with several addresses or paths is named several times. */
	private synchronized List<String> named(Predicate<Prober> rule) {
		long now = this.clock.nanoTime();
		return this.probers.values()
			.stream()
			.filter((prober) -> this.period.refusals() > 0 && isWaitedFor(prober) && prober.isExpected(now))
			.filter(rule)
			.map(Prober::toString)
			.sorted()
			.toList();
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
		if (prober.answers() == 1) {
			return "unknown";
		}
		return prober.isExpected(now) ? "balancer" : "gone";
	}

}
