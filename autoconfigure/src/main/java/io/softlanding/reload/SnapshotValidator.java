/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.util.List;

/**
 * Strategy for checking records against each other. Every bean of this type is called at
 * start-up and at each reload. A reload calls it on a daemon thread, with the timeout of
 * a {@link ReloadListener}.
 *
 * @since 0.1
 */
public interface SnapshotValidator {

	/**
	 * Checks a snapshot.
	 * @param snapshot a snapshot that is not in force yet
	 * @return the problems, without secrets; empty if the snapshot is valid
	 */
	List<String> problems(Snapshot snapshot);

}
