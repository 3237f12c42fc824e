/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.inflight;

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

}
