/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * The file whose content Kubernetes shows as the reason why a container ended. It is
 * mounted, so it is written where it is; elsewhere there is none, and none is made.
 *
 * @param path where it is
 */
record TerminationMessage(Path path) implements ReportDestination.Writer {

	@Override
	public boolean write(Map<String, Object> report) throws IOException {
		// Empty, Kubernetes may show the last lines of the log of a process that was
		// killed.
		boolean ending = ExitStage.of(report.get("stage")) != ExitStage.RUNNING;
		if (ending && isThere()) {
			Files.writeString(this.path, ExitSummary.of(report), StandardOpenOption.WRITE,
					StandardOpenOption.TRUNCATE_EXISTING);
			return true;
		}
		return false;
	}

	@Override
	public boolean isThere() {
		return Files.isWritable(this.path);
	}

	@Override
	public String toString() {
		return this.path.toString();
	}

}
