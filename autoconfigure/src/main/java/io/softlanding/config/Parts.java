/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.config;

import java.util.List;

/**
 * Objects of a feature that {@link LocalBeans#of} finds as if each were a bean. Each bean
 * costs about a millisecond when the application starts. Like participants, such a bean
 * must not depend on the controller of the drain.
 */
public interface Parts {

	/**
	 * Returns the objects.
	 * @return participants, listeners and status sections
	 */
	List<?> parts();

	/**
	 * Creates a bean that has nothing else to do.
	 * @param parts participants, listeners and status sections
	 * @return the bean
	 */
	static Parts of(Object... parts) {
		List<?> all = List.of(parts);
		return () -> all;
	}

}
