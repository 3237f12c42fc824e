/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The name under which one or more clients probe readiness: their address, their user
 * agent and their path. Keeps the last answers. Guarded by {@link Probes}.
 */
final class Prober {

	/** Enough to find a client that probes every 5s beside one that does every 200ms. */
	private static final int KEPT = 120;

	private final String address;

	private final String agent;

	private final String path;

	private final long firstNanos;

	private final long[] nanos = new long[KEPT];

	private final int[] ports = new int[KEPT];

	private final boolean[] refused = new boolean[KEPT];

	private long answers;

	private int acceptedDraining;

	private @Nullable List<Checker> checkers;

	Prober(String address, String agent, String path, long nowNanos) {
		this.address = address;
		this.agent = agent;
		this.path = path;
		this.firstNanos = nowNanos;
	}

	void answered(long nowNanos, int port, boolean refused, boolean draining) {
		int index = (int) (this.answers % KEPT);
		this.nanos[index] = nowNanos;
		this.ports[index] = port;
		this.refused[index] = refused;
		this.answers++;
		this.checkers = null;
		this.acceptedDraining = refused ? 0 : this.acceptedDraining + (draining ? 1 : 0);
	}

	/**
	 * Returns the clients that probe under this name.
	 * @return those that can be expected to come back
	 */
	List<Checker> checkers(long nowNanos) {
		List<Checker> checkers = this.checkers;
		if (checkers == null || checkers.stream().anyMatch((checker) -> checker.isGone(nowNanos))) {
			checkers = Checker.find(kept(), nowNanos);
			this.checkers = checkers;
		}
		return checkers;
	}

	private Checker.Answers kept() {
		int count = (int) Math.min(this.answers, KEPT);
		long[] nanos = new long[count];
		int[] ports = new int[count];
		boolean[] refused = new boolean[count];
		for (int i = 0; i < count; i++) {
			int index = (int) ((this.answers - count + i) % KEPT);
			nanos[i] = this.nanos[index];
			refused[i] = this.refused[index];
			for (int j = 0; j < count; j++) {
				if (j != index && this.ports[j] == this.ports[index]) {
					ports[i] = this.ports[index];
				}
			}
		}
		return new Checker.Answers(nanos, ports, refused);
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
		return nowNanos - this.nanos[(int) ((this.answers - 1) % KEPT)];
	}

	/** How often the answer was that this instance is ready while it drained. */
	int acceptedDraining() {
		return this.acceptedDraining;
	}

	void forgetDrain() {
		this.acceptedDraining = 0;
	}

	/** Returns the longest interval of its clients, 0 if none is known. */
	Duration interval(long nowNanos) {
		return Duration.ofNanos(checkers(nowNanos).stream().mapToLong(Checker::intervalNanos).max().orElse(0));
	}

	Map<String, Object> status(String kind, int refusals, long nowNanos) {
		Map<String, Object> status = new LinkedHashMap<>();
		List<Checker> checkers = checkers(nowNanos);
		status.put("from", this.address);
		status.put("agent", this.agent);
		status.put("path", this.path);
		status.put("kind", kind);
		if (!checkers.isEmpty() && checkers.get(0).isRegular()) {
			status.put("every", Duration.ofNanos(checkers.get(0).intervalNanos()));
		}
		if (checkers.size() > 1) {
			status.put("clients", checkers.size());
		}
		if (refusals > 0) {
			status.put("drainWaits", interval(nowNanos).multipliedBy(refusals));
		}
		status.put("last", Duration.ofNanos(silentNanos(nowNanos)));
		status.put("refusedInRow", checkers.stream().mapToInt(Checker::refusals).min().orElse(0));
		return status;
	}

	static Comparator<Prober> bySlowest(long nowNanos) {
		return Comparator.comparing((Prober prober) -> prober.interval(nowNanos))
			.thenComparing(Prober::answers)
			.reversed();
	}

	@Override
	public String toString() {
		return this.address + " (" + this.agent + ")";
	}

}
