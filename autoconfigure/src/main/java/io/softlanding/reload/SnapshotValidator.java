/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.util.List;

/**
 * Strategy for checking records against each other. Every bean of this type is called at
 * the start and at each reload, there on a daemon thread and with the timeout of a
 * {@link ReloadListener}.
 *
 * @since 0.1
 */
public interface SnapshotValidator {

	/**
	 * Checks a snapshot.
	 * @param snapshot one that is not in force yet
	 * @return what is wrong with it, without secrets; nothing if it may be put in force
	 */
	List<String> problems(Snapshot snapshot);

}
