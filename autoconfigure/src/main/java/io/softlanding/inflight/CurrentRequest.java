/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.inflight;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Tells for which request a thread works. Implemented by the feature that serves
 * requests.
 *
 * @since 0.1
 */
public interface CurrentRequest extends CurrentWork {

	/** Where no requests are served. */
	CurrentRequest NONE = () -> null;

	/**
	 * Returns the request that the calling thread works for.
	 * @return the request, or {@code null} if it works for none that is known
	 */
	@Override
	@Nullable ServedRequest get();

	/**
	 * Returns one that asks several, such as those of HTTP and of gRPC.
	 * @param all those that are asked, the innermost work first
	 * @return one that returns the first request found
	 */
	static CurrentRequest of(List<CurrentRequest> all) {
		if (all.size() < 2) {
			return all.isEmpty() ? NONE : all.get(0);
		}
		return () -> {
			for (CurrentRequest one : all) {
				ServedRequest request = one.get();
				if (request != null) {
					return request;
				}
			}
			return null;
		};
	}

}
