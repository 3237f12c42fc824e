/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.util.List;

import io.softlanding.inflight.ServedRequest;

/**
 * Access to the connections that are in use for a request, if their data source is
 * observed. Can be used by several threads.
 *
 * @since 0.1
 */
public interface RequestConnections {

	/**
	 * Returns the connections that threads use for a request.
	 * @param request the request, which may have ended
	 * @return the connections; empty if there are none
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
		 * Whether a commit is in progress on the connection.
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
