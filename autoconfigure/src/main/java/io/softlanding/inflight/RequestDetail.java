/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.inflight;

import org.jspecify.annotations.Nullable;

/**
 * What a feature knows of a request in flight: a part of its line in the status.
 *
 * @since 0.1
 */
public interface RequestDetail {

	/**
	 * Returns the key of the detail.
	 * @return for example {@code transaction}
	 */
	String name();

	/**
	 * Returns what is known. Called by request threads and while the process is dying;
	 * must not block.
	 * @param request a request in flight
	 * @return a string, number or boolean, or {@code null} if there is nothing to tell
	 */
	@Nullable Object of(ServedRequest request);

}
