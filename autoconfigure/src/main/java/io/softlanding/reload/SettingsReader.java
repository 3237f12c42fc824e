/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

/**
 * Reads what the files say now.
 */
interface SettingsReader {

	/**
	 * Reads the files.
	 * @param current what is in force
	 * @param limits how long they must stay the same, and how large they may be
	 * @param force whether to believe files that have lost most of their keys
	 * @return what they say
	 * @throws RefusedReload if they cannot be read or believed
	 * @throws InterruptedException if this thread was interrupted while it waited
	 */
	Settings read(Settings current, ReloadProperties limits, boolean force) throws RefusedReload, InterruptedException;

}
