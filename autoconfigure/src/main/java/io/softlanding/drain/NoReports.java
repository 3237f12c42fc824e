/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.softlanding.process.DrainLog;
import org.jspecify.annotations.Nullable;

/**
 * Takes the place of the reports where their auto-configuration is excluded: the drain is
 * the same, and nothing is reported.
 */
final class NoReports implements DrainReporter {

	private static final Duration APPENDERS = Duration.ofMillis(200);

	private volatile @Nullable DrainStatus drain;

	private volatile @Nullable DrainLog log;

	@Override
	public void reports(DrainStatus drain, DrainLog log) {
		this.drain = drain;
		this.log = log;
	}

	@Override
	public void contextStarts() {
	}

	@Override
	public void applicationStarted() {
	}

	@Override
	public List<DrainParticipant> participants() {
		return List.of();
	}

	@Override
	public Map<String, Object> status(Duration timeout) {
		DrainStatus drain = this.drain;
		return (drain != null) ? drain.describe() : Map.of();
	}

	@Override
	public Map<String, Object> sections(Duration timeout) {
		return Map.of();
	}

	@Override
	public void graceful() {
		DrainStatus drain = this.drain;
		if (drain != null && drain.isEnding()) {
			drain.end();
			flush();
		}
	}

	@Override
	public void forced() {
		flush();
	}

	@Override
	public void late() {
	}

	private void flush() {
		DrainLog log = this.log;
		if (log != null) {
			log.flush(APPENDERS);
		}
	}

	@Override
	public void unhurried() {
	}

	@Override
	public DrainReporter silent() {
		return new NoReports();
	}

}
