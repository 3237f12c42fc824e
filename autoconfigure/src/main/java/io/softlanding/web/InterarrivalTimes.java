/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

/**
 * How much time passes between requests, learnt from all that arrive: for how long none
 * has to arrive until that means something. Written without synchronization by all
 * threads that accept requests; a gap that is lost now and then is harmless.
 */
final class InterarrivalTimes {

	/** Gaps of the last one or two of these count. */
	static final long WINDOW_NANOS = 15_000_000_000L;

	/** Fewer arrivals say nothing about the next one. */
	static final int ENOUGH = 20;

	private static final int MULTIPLE = 3;

	private static final long FLOOR_NANOS = 150_000_000L;

	private long lastNanos;

	private long windowNanos;

	private int arrivals;

	private int arrivalsBefore;

	private long largestNanos;

	private long largestBeforeNanos;

	/** Whether no request was to arrive since the last one. */
	private boolean resumed;

	void arrived(long nowNanos) {
		if (this.arrivals == 0 && this.arrivalsBefore == 0) {
			this.windowNanos = nowNanos;
		}
		else {
			long gap = nowNanos - this.lastNanos;
			if (gap > this.largestNanos) {
				if (this.resumed) {
					this.resumed = false;
				}
				else {
					this.largestNanos = gap;
				}
			}
		}
		// A thread that was delayed does not turn back the time.
		if (this.arrivals == 0 || nowNanos - this.lastNanos > 0) {
			this.lastNanos = nowNanos;
		}
		this.arrivals++;
		if (nowNanos - this.windowNanos > WINDOW_NANOS) {
			nextWindow(nowNanos);
		}
	}

	/** Counts the time since the last arrival as a gap. */
	void pause(long nowNanos) {
		if (any() && nowNanos - this.lastNanos > this.largestNanos) {
			this.largestNanos = nowNanos - this.lastNanos;
		}
	}

	/** Forgets the gap that a drain has made. */
	void resume() {
		this.resumed = true;
	}

	private synchronized void nextWindow(long nowNanos) {
		if (nowNanos - this.windowNanos > WINDOW_NANOS) {
			this.windowNanos = nowNanos;
			this.arrivalsBefore = this.arrivals;
			this.largestBeforeNanos = this.largestNanos;
			this.arrivals = 0;
			this.largestNanos = 0;
		}
	}

	/** Whether any request has arrived. */
	boolean any() {
		return this.arrivals > 0 || this.arrivalsBefore > 0;
	}

	/** Returns when the last request arrived, once there was one. */
	long lastNanos() {
		return this.lastNanos;
	}

	long largestNanos() {
		return Math.max(this.largestNanos, this.largestBeforeNanos);
	}

	/**
	 * Returns how long no request has to arrive until no other can be expected: several
	 * of the largest gaps seen lately.
	 * @param mostNanos the most that is waited for, also where too few requests arrive or
	 * they arrive in bursts
	 */
	long conclusiveNanos(long mostNanos) {
		return isSteady(mostNanos) ? Math.min(mostNanos, Math.max(FLOOR_NANOS, MULTIPLE * largestNanos())) : mostNanos;
	}

	/**
	 * Whether requests arrive often enough that their absence can be noticed within a
	 * time.
	 */
	boolean isSteady(long nanos) {
		return this.arrivals + this.arrivalsBefore >= ENOUGH && MULTIPLE * largestNanos() <= nanos;
	}

}
