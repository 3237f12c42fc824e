/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.inflight;

/**
 * Work of a thread that ends, such as a request or a task. Safe for use by several
 * threads.
 *
 * @since 0.1
 */
public interface Work {

	/**
	 * Returns what it is, for logs and reports.
	 * @return for example {@code POST /orders/{id}/pay}; never a query string or a body
	 */
	String description();

	/**
	 * Whether it has ended, in whatever way.
	 * @return {@code true} once nothing of it runs any more
	 */
	boolean ended();

}
