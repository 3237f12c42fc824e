/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * The clients that probe readiness under one name: address, user agent and path. Guarded
 * by {@link Probes}.
 */
final class Prober {

	/** Enough to find a client that probes every 5s beside one that does every 200ms. */
	private static final int KEPT = 64;

	/** Number of intervals without a probe after which a client has gone. */
	private static final int MISSED = 3;

	private static final long LATE_NANOS = 1_000_000_000L;

	private final String address;

	private final String agent;

	private final String path;

	private final long firstNanos;

	private final Deque<Answer> kept = new ArrayDeque<>();

	private long answers;

	private int acceptedDraining;

	/** Time in which no probe could arrive since the last one. */
	private long pausedNanos;

	private boolean warned;

	private @Nullable ProbeInterval interval;

	/**
	 * Answer to a probe.
	 *
	 * @param port where it came from, which a kept connection keeps
	 */
	private record Answer(long nanos, int port, boolean refused) {
	}

	Prober(String address, String agent, String path, long nowNanos) {
		this.address = address;
		this.agent = agent;
		this.path = path;
		this.firstNanos = nowNanos;
	}

	/**
	 * Notes an answer.
	 * @param nanos when the probe arrived: an answer may be late
	 */
	void answered(long nanos, int port, boolean refused, boolean draining) {
		if (this.kept.size() == KEPT) {
			this.kept.removeFirst();
		}
		this.kept.addLast(new Answer(nanos, port, refused));
		this.answers++;
		this.pausedNanos = 0;
		this.interval = null;
		this.acceptedDraining = refused ? 0 : this.acceptedDraining + (draining ? 1 : 0);
	}

	/**
	 * Returns how often its clients probe.
	 */
	ProbeInterval interval() {
		ProbeInterval interval = this.interval;
		if (interval == null) {
			interval = learn();
			this.interval = interval;
		}
		return interval;
	}

	/** Returns the shortest time between two probes: its interval is no shorter. */
	long shortestNanos() {
		long shortest = Long.MAX_VALUE;
		@Nullable Answer before = null;
		for (Answer answer : this.kept) {
			shortest = (before != null) ? Math.min(shortest, answer.nanos() - before.nanos()) : shortest;
			before = answer;
		}
		return shortest;
	}

	/** From before the refusals, if possible: failed checks may be repeated faster. */
	private ProbeInterval learn() {
		List<Answer> all = new ArrayList<>(this.kept);
		List<Answer> before = all.subList(0, all.size() - refused().size());
		List<Answer> known = (before.size() >= ProbeInterval.LEAST) ? before : all;
		long last = known.get(known.size() - 1).nanos();
		ProbeInterval interval = ProbeInterval.of(times(known, last));
		Map<Integer, List<Answer>> connections = new TreeMap<>();
		known.forEach((answer) -> connections.computeIfAbsent(answer.port(), (port) -> new ArrayList<>()).add(answer));
		long nanos = interval.nanos();
		int clients = 0;
		for (Map.Entry<Integer, List<Answer>> connection : connections.entrySet()) {
			// A connection that is kept belongs to one client.
			if (connection.getKey() != 0 && connection.getValue().size() > 1) {
				long[] times = times(connection.getValue(), last);
				long own = ProbeInterval.of(times).nanos();
				if (!isGone(-times[times.length - 1], own)) {
					nanos = Math.max(nanos, own);
					clients++;
				}
			}
		}
		return new ProbeInterval(nanos, (clients > 1) ? Math.max(clients, interval.clients()) : interval.clients());
	}

	/** Returns times before another one: times of the clock itself may overflow. */
	private static long[] times(List<Answer> answers, long lastNanos) {
		return answers.stream().mapToLong((answer) -> answer.nanos() - lastNanos).sorted().toArray();
	}

	/** Returns the refusals without any other answer since, first one first. */
	private List<Answer> refused() {
		List<Answer> refused = new ArrayList<>();
		for (Answer answer : this.kept) {
			if (answer.refused()) {
				refused.add(answer);
			}
			else {
				refused.clear();
			}
		}
		return refused;
	}

	/**
	 * Returns how often each client was refused, without any other answer since. Refusals
	 * in quick succession are one. Of several clients each was refused in the whole
	 * intervals since the first refusal.
	 */
	int refusals() {
		ProbeInterval interval = interval();
		boolean one = interval.isOfOne();
		long apart = one ? interval.nanos() - interval.nanos() / 4 : interval.nanos();
		int times = 0;
		long lastNanos = 0;
		for (Answer refused : refused()) {
			if (times == 0 || refused.nanos() - lastNanos >= apart) {
				times++;
				lastNanos = refused.nanos();
			}
		}
		return one ? times : Math.max(0, times - 1);
	}

	/**
	 * Whether a probe can be expected: one that came once does not show that there will
	 * be another.
	 */
	boolean isExpected(long nowNanos) {
		return this.answers > 1 && !isGone(silentNanos(nowNanos) - this.pausedNanos, interval().nanos());
	}

	private boolean isGone(long silentNanos, long intervalNanos) {
		return silentNanos > ((this.answers >= ProbeInterval.LEAST) ? MISSED : 1) * intervalNanos + LATE_NANOS;
	}

	/** No probe could arrive for this time. */
	void paused(long nanos) {
		this.pausedNanos += nanos;
	}

	/**
	 * Whether this is one client, and it was refused when requests stopped.
	 */
	boolean stopped(long lastNanos, long gapNanos, long onTheWayNanos) {
		return interval().isOfOne() && refused().stream()
			.mapToLong((refused) -> lastNanos - refused.nanos())
			.anyMatch((later) -> later >= -gapNanos && later <= gapNanos + onTheWayNanos);
	}

	boolean isKubelet() {
		return Probe.isKubelet(this.agent);
	}

	boolean isAt(String address) {
		return this.address.equals(address);
	}

	String agent() {
		return this.agent;
	}

	String path() {
		return this.path;
	}

	long answers() {
		return this.answers;
	}

	long firstNanos() {
		return this.firstNanos;
	}

	long silentNanos(long nowNanos) {
		return nowNanos - this.kept.getLast().nanos();
	}

	/** Returns how often it was told that this instance is ready while it drained. */
	int acceptedDraining() {
		return this.acceptedDraining;
	}

	void forgetDrain() {
		this.acceptedDraining = 0;
	}

	boolean warned() {
		return this.warned;
	}

	void markWarned() {
		this.warned = true;
	}

	Map<String, Object> status(String kind, int refusals, long nowNanos) {
		Map<String, Object> status = new LinkedHashMap<>();
		ProbeInterval interval = interval();
		status.put("from", this.address);
		status.put("agent", this.agent);
		status.put("path", this.path);
		status.put("kind", kind);
		if (isExpected(nowNanos)) {
			status.put("every", Duration.ofNanos(interval.nanos()));
			if (interval.clients() > 1) {
				status.put("clients", interval.clients());
			}
		}
		if (refusals > 0) {
			long nanos = isExpected(nowNanos) ? interval.nanos() : 0;
			status.put("drainWaits", Duration.ofNanos(nanos).multipliedBy(refusals));
		}
		status.put("last", Duration.ofNanos(silentNanos(nowNanos)));
		status.put("refusedInRow", refusals());
		return status;
	}

	static Comparator<Prober> bySlowest(long nowNanos) {
		return Comparator.comparingLong((Prober prober) -> prober.isExpected(nowNanos) ? prober.interval().nanos() : 0)
			.thenComparing(Prober::answers)
			.reversed();
	}

	@Override
	public String toString() {
		return this.address + " (" + this.agent + ")";
	}

}
