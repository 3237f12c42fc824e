/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.rehearsal;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What is known after a rehearsal.
 *
 * @param outcome how it ended
 * @param reason why it ended so, for people
 * @param requestedBy who has asked for it
 * @param startedAt when it began
 * @param took how long it took until the instance was back in service
 * @param predicted how long a drain would take until Spring stops the beans that it does
 * not know, or {@code null} if that is not known
 * @param details what was seen, by status key
 * @param findings what a drain would lose or refuse, one sentence each
 */
record RehearsalResult(RehearsalOutcome outcome, String reason, String requestedBy, Instant startedAt, Duration took,
		@Nullable Duration predicted, Map<String, Object> details, List<String> findings) {

	static RehearsalResult refused(String reason, String requestedBy, Instant startedAt) {
		return new RehearsalResult(RehearsalOutcome.REFUSED, reason, requestedBy, startedAt, Duration.ZERO, null,
				Map.of(), List.of());
	}

	Map<String, Object> describe() {
		Map<String, Object> described = new LinkedHashMap<>();
		described.put("outcome", this.outcome.name());
		described.put("reason", this.reason);
		described.put("requestedBy", this.requestedBy);
		described.put("startedAt", this.startedAt);
		if (this.outcome != RehearsalOutcome.REFUSED) {
			described.put("took", this.took);
			described.put("predicted", (this.predicted != null) ? this.predicted : "unknown");
			described.put("findings", this.findings);
			described.putAll(this.details);
		}
		return described;
	}

}
