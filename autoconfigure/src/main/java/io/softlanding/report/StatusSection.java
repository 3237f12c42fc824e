/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.report;

import java.util.Map;

/**
 * Section of the shutdown status and of the exit report. All beans of this type are
 * included.
 *
 * @since 0.1
 */
public interface StatusSection {

	/**
	 * Returns the key of this section in the document.
	 * @return the key, for example {@code inFlight}
	 */
	String name();

	/**
	 * Returns the current values. Called by threads of requests and while the process is
	 * ending; must not block.
	 * @return strings, numbers, booleans, durations, instants, and lists and maps of
	 * them; never a credential, a query string, a body or SQL
	 */
	Map<String, Object> status();

}
