/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.util.List;

/**
 * Checks records against each other, before a snapshot is put in force. Every bean of
 * this type is asked at start-up and at each reload; then it has as much time as a
 * {@link ReloadListener} has for a call, on a daemon thread.
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
