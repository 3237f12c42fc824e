/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.docs;

import java.util.Map;

import io.softlanding.reload.ReloadListener;
import io.softlanding.reload.Snapshot;

import org.springframework.boot.context.properties.bind.Bindable;

final class RateLimits {

	private RateLimits() {
	}

	static final class RateLimitListener implements ReloadListener {

		private static final Bindable<Map<String, Integer>> LIMITS = Bindable.mapOf(String.class, Integer.class);

		private final RateLimiter limiter;

		RateLimitListener(RateLimiter limiter) {
			this.limiter = limiter;
		}

		@Override
		public boolean applies(String key) {
			return key.startsWith("app.limits.");
		}

		@Override
		public Step prepare(Snapshot old, Snapshot next) {
			Map<String, Integer> before = old.binder().bind("app.limits", LIMITS).orElse(Map.of());
			Map<String, Integer> after = next.binder().bind("app.limits", LIMITS).orElse(Map.of());
			return before.equals(after) ? Step.NONE
					: Step.of(() -> this.limiter.limits(after), () -> this.limiter.limits(before));
		}

	}

	interface RateLimiter {

		void limits(Map<String, Integer> limits);

	}

}
