/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

import java.util.List;
import java.util.SplittableRandom;

/**
 * How long the requests of a load take: shares of the traffic, each with a range.
 *
 * @param shares the shares, which add up to 1
 */
record WorkMix(List<Share> shares) {

	/** Mostly short, from 10 ms to 5 s: 0.2 s on average. */
	static final WorkMix MOSTLY_SHORT = new WorkMix(
			List.of(new Share(0.85, 10, 100), new Share(0.12, 100, 1000), new Share(0.03, 1000, 5000)));

	/** Fewer short ones, and none of more than 3 s: 0.3 s on average. */
	static final WorkMix LONGER = new WorkMix(
			List.of(new Share(0.60, 10, 100), new Share(0.35, 100, 1000), new Share(0.05, 1000, 3000)));

	/** All short. */
	static final WorkMix SHORT = new WorkMix(List.of(new Share(1, 10, 30)));

	/**
	 * A share of the traffic.
	 *
	 * @param part how much of it, from 0 to 1
	 * @param minMillis the shortest of its requests
	 * @param maxMillis the longest
	 */
	record Share(double part, int minMillis, int maxMillis) {
	}

	int nextMillis(SplittableRandom random) {
		double point = random.nextDouble();
		for (Share share : this.shares) {
			point -= share.part();
			if (point < 0) {
				return random.nextInt(share.minMillis(), share.maxMillis() + 1);
			}
		}
		return this.shares.get(this.shares.size() - 1).maxMillis();
	}

}
