/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.softlanding.process.DrainLog;

/**
 * Reports the drain of an instance, while it runs and at the end. The engine knows its
 * reports by this interface only.
 *
 * @since 0.1
 */
public interface DrainReporter {

	/**
	 * Sets what is reported. Called once; what is reported before shows no drain.
	 * @param drain the drain of this instance
	 * @param log for the final report
	 */
	void reports(DrainStatus drain, DrainLog log);

	/** Called when the lifecycle beans start: the last time that beans are looked up. */
	void contextStarts();

	/** Called when the application has started. Must return at once. */
	void applicationStarted();

	/**
	 * Returns what takes part in every drain, in observe-only mode too.
	 * @return participants of the last phase
	 */
	List<DrainParticipant> participants();

	/**
	 * Returns the status document.
	 * @param timeout maximum time to wait for the sections
	 * @return strings, numbers, booleans, lists and maps
	 */
	Map<String, Object> status(Duration timeout);

	/**
	 * Returns the sections of the status document alone.
	 * @param timeout maximum time to wait for them
	 * @return strings, numbers, booleans, lists and maps, by section
	 */
	Map<String, Object> sections(Duration timeout);

	/** Reports that the context has ended, if it was drained and has no final report. */
	void graceful();

	/** Reports that the process is about to be halted, unless there is a final report. */
	void forced();

	/** Reports that the assumed grace period is over. Nothing is halted. */
	void late();

	/** Allows reports more time, because the process ends by its own decision. */
	void unhurried();

	/**
	 * Returns a reporter of the same kind that writes nothing anywhere.
	 * @return a reporter for a drain that is rehearsed
	 */
	DrainReporter silent();

}
