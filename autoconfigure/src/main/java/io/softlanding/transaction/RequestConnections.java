/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.util.List;

import io.softlanding.inflight.ServedRequest;

/**
 * The connections that are in use for a request, as far as their data source is observed.
 * Safe for use by several threads.
 *
 * @since 0.1
 */
public interface RequestConnections {

	/**
	 * Returns the connections that threads use for a request.
	 * @param request a request, which may be over
	 * @return the connections; empty if none is known
	 */
	List<InUse> of(ServedRequest request);

	/**
	 * A connection in use for a request.
	 */
	interface InUse {

		/**
		 * Returns the name of the bean that the connection comes from.
		 * @return the name of a data source
		 */
		String dataSource();

		/**
		 * Whether a commit has begun on the connection and has not ended.
		 * @return {@code true} if cancelling a statement would leave the outcome unknown
		 */
		boolean isCommitting();

		/**
		 * Asks the driver to cancel the statement that was created last, if the
		 * connection is still in use for the request. Can block for a round trip.
		 */
		void cancel();

	}

}
