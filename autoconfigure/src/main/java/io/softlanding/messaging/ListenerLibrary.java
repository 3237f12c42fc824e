/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.util.Collection;

import org.springframework.context.Lifecycle;

/**
 * Listener containers of one messaging library. All beans of this type take part in the
 * drain.
 */
interface ListenerLibrary {

	/**
	 * Returns the name of the library in the status and in metrics.
	 * @return {@code kafka}, {@code rabbit} or {@code jms}
	 */
	String name();

	/**
	 * Returns the containers that this context defines and that exist now. Looked up at
	 * each call, since containers may be registered and started later.
	 * @return the containers; two objects for the same container are equal
	 */
	Collection<? extends ListenedContainer> containers();

	/**
	 * Whether a bean has nothing more to do once the containers have stopped that the
	 * drain stops.
	 * @param bean a bean that Spring stops before the back half
	 * @return {@code true} for such a container, and for what only stops such containers
	 */
	default boolean stops(Lifecycle bean) {
		return false;
	}

	/**
	 * Returns the messages that the application handles now.
	 * @return the messages of all containers
	 */
	HandledMessages messages();

}
