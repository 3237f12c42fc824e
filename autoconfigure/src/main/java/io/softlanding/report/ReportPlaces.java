/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.report;

import java.util.List;

import io.softlanding.process.DrainLog;

/**
 * Where an exit report goes.
 *
 * @param log for its line
 * @param appenders have to write that line before the process is gone
 * @param others where else it is kept
 */
record ReportPlaces(DrainLog log, LogAppenders appenders, List<ReportPlace> others) {

	ReportPlaces {
		others = List.copyOf(others);
	}

	static ReportPlaces only(DrainLog log) {
		return new ReportPlaces(log, new LogAppenders(List.of()), List.of());
	}

}
