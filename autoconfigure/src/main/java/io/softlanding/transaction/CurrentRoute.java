package io.softlanding.transaction;

import org.jspecify.annotations.Nullable;

/**
 * What the calling thread is busy with.
 */
interface CurrentRoute {

	CurrentRoute NONE = () -> null;

	/**
	 * Returns the route of the request that the calling thread serves.
	 * @return for example {@code POST /orders/{id}/pay}, or {@code null} if it serves
	 * none or its route is not known
	 */
	@Nullable String get();

}
