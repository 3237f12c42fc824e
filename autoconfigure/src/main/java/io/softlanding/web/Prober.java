package io.softlanding.web;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A client that probes readiness: how often, and how it was answered. Guarded by
 * {@link Probes}.
 */
final class Prober {

	/** What Kubernetes' own probes call themselves. */
	private static final String KUBELET = "kube-probe/";

	private static final int GAPS = 5;

	private final String address;

	private final String agent;

	private final long[] gapsNanos = new long[GAPS];

	private long answers;

	private long lastNanos;

	private int refusedInRow;

	private int acceptedDraining;

	private boolean warned;

	Prober(String address, String agent) {
		this.address = address;
		this.agent = agent;
	}

	void answered(long nowNanos, boolean refused, boolean draining) {
		if (this.answers > 0) {
			this.gapsNanos[(int) ((this.answers - 1) % GAPS)] = nowNanos - this.lastNanos;
		}
		this.answers++;
		this.lastNanos = nowNanos;
		this.refusedInRow = refused ? this.refusedInRow + 1 : 0;
		if (draining && !refused) {
			this.acceptedDraining++;
		}
	}

	/** Kubernetes takes a pod that ends out of its endpoints by itself. */
	boolean isKubelet() {
		return this.agent.startsWith(KUBELET);
	}

	/**
	 * Whether it has probed more than once.
	 */
	boolean isRegular() {
		return this.answers > 1;
	}

	/**
	 * Returns the time between two of its probes: the median of the last ones, so that
	 * one that was late does not count.
	 * @return nanoseconds; 0 if it is not regular
	 */
	long intervalNanos() {
		long[] gaps = gaps();
		return (gaps.length > 0) ? gaps[(gaps.length - 1) / 2] : 0;
	}

	/**
	 * Returns the longest of the last times between two of its probes.
	 * @return nanoseconds; 0 if it is not regular
	 */
	long longestGapNanos() {
		long[] gaps = gaps();
		return (gaps.length > 0) ? gaps[gaps.length - 1] : 0;
	}

	private long[] gaps() {
		long[] sorted = Arrays.copyOf(this.gapsNanos, (int) Math.max(0, Math.min(this.answers - 1, GAPS)));
		Arrays.sort(sorted);
		return sorted;
	}

	/**
	 * Whether it asks too seldom to be waited for.
	 * @param longestNanos the longest interval that could be
	 */
	boolean isMonitor(long longestNanos) {
		return isRegular() && intervalNanos() > longestNanos;
	}

	/**
	 * Takes the right to warn of it, once, and not for a single pause.
	 * @return whether the caller has it
	 */
	boolean takeWarning() {
		boolean mayWarn = !this.warned && this.answers > 2;
		this.warned |= mayWarn;
		return mayWarn;
	}

	void forgetDrain() {
		this.acceptedDraining = 0;
	}

	long answers() {
		return this.answers;
	}

	long silentNanos(long nowNanos) {
		return nowNanos - this.lastNanos;
	}

	int refusedInRow() {
		return this.refusedInRow;
	}

	/** How often the answer was that this instance is ready while it drained. */
	int acceptedDraining() {
		return this.acceptedDraining;
	}

	Map<String, Object> status(String kind, long nowNanos) {
		Map<String, Object> status = new LinkedHashMap<>();
		status.put("from", this.address);
		status.put("agent", this.agent);
		status.put("kind", kind);
		if (isRegular()) {
			status.put("every", Duration.ofNanos(intervalNanos()));
		}
		status.put("last", Duration.ofNanos(silentNanos(nowNanos)));
		status.put("refusedInRow", this.refusedInRow);
		return status;
	}

	@Override
	public String toString() {
		return this.address + " (" + this.agent + ")";
	}

}
