/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.inflight;

/**
 * A request that is served, for features that know nothing of the web. Compared by
 * identity; may be asked by any thread.
 *
 * @since 0.1
 */
public interface ServedRequest extends Work {

	/**
	 * Returns its HTTP method.
	 * @return for example {@code POST}
	 */
	String method();

	/**
	 * Returns its route, as far as it is known by now.
	 * @return a pattern, for example <code>/orders/{id}/pay</code>
	 */
	String route();

	@Override
	default String description() {
		return method() + " " + route();
	}

	/**
	 * Whether the request is over.
	 * @return {@code true} once it was answered, or a drain has given it up
	 */
	boolean isOver();

}
