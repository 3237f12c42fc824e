/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.util.Collection;

import org.jspecify.annotations.Nullable;

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
	 * Returns the containers that Spring stops when it stops a bean, and that the drain
	 * stops instead.
	 * @param bean a bean that Spring stops before the back half
	 * @return {@code null} if the drain does not stop the bean
	 */
	default @Nullable Collection<? extends ListenedContainer> containersOf(Lifecycle bean) {
		return null;
	}

	/**
	 * Returns the messages that the application handles now.
	 * @return the messages of all containers
	 */
	HandledMessages messages();

}
