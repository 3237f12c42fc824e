/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.report;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * How far an exit came, as the exit report says it.
 */
enum ExitStage {

	/**
	 * The process runs, or starts: a report that still says so belongs to one that was
	 * killed.
	 */
	RUNNING,

	/** The drain is about to end; the process is not. */
	PENDING,

	/** Everything has ended by itself. */
	GRACEFUL,

	/** The watchdog has lost its patience. */
	FORCED,

	/** Found at the next start: the report was not finished. */
	KILLED,

	/** Found at the next start: the virtual machine has crashed. */
	CRASHED,

	/** Found at the next start: the kernel has killed it because memory ran out. */
	OOM_KILLED,

	/** Found at the next start: what is there is no report. */
	UNKNOWN,

	/**
	 * There was no process before this one, or it ended by itself before it was ready.
	 */
	NONE;

	String text() {
		return name().toLowerCase(Locale.ROOT);
	}

	static ExitStage of(@Nullable Object text) {
		for (ExitStage stage : values()) {
			if (stage.text().equals(text)) {
				return stage;
			}
		}
		return UNKNOWN;
	}

}
