/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.report;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import io.softlanding.drain.DrainReason;
import io.softlanding.drain.ForcedShare;
import org.jspecify.annotations.Nullable;

/**
 * How the process before this one ended. What it has left is not trusted: nothing of it
 * gets here that does not look as it should.
 *
 * @param stage how it ended
 * @param reason why it drained, if it did
 * @param took how long its drain took, if it is known
 * @param at when it ended, if it is known
 * @param since when it started, if it is known
 * @param signalLatency how long its first log line took after the signal, if there was
 * one and it is known
 * @param force what its drain has seen end, and what not
 * @param cause what is known of why it ended without a report
 */
record LastExit(ExitStage stage, @Nullable String reason, @Nullable Duration took, @Nullable Instant at,
		@Nullable Instant since, @Nullable Duration signalLatency, ForcedShare force,
		Map<String, Object> cause) implements StatusSection {

	static final LastExit NONE = of(ExitStage.NONE);

	static final LastExit UNKNOWN = of(ExitStage.UNKNOWN);

	private static LastExit of(ExitStage stage) {
		return new LastExit(stage, null, null, null, null, null, ForcedShare.NONE, Map.of());
	}

	/** Understands what was found. */
	static LastExit of(Map<String, Object> report, Map<String, Object> self, ProcessTraces traces) {
		ExitStage stage = ExitStage.of(report.get("stage"));
		String reason = parsed(report.get("reason"), (text) -> DrainReason.valueOf(text).name());
		Duration took = parsed(report.get("took"), Duration::parse);
		Map<?, ?> process = (report.get("process") instanceof Map<?, ?> map) ? map : Map.of();
		Instant since = parsed(process.get("startedAt"), Instant::parse);
		Duration latency = parsed(report.get("signalLatency"), Duration::parse);
		ForcedShare force = (report.get("force") instanceof Map<?, ?> map) ? ForcedShare.of(map) : ForcedShare.NONE;
		return switch (stage) {
			case GRACEFUL, FORCED -> new LastExit(stage, reason, took, parsed(report.get("at"), Instant::parse), since,
					latency, force, Map.of());
			// Of another context of this very process.
			case RUNNING, PENDING -> {
				if (isSame(process, self)) {
					yield NONE;
				}
				ProcessTraces.Cause cause = traces.of((report.get("traces") instanceof Map<?, ?> map) ? map : Map.of(),
						String.valueOf(process.get("pid")), since);
				yield new LastExit(cause.stage(), reason, null, null, since, latency, force, cause.details());
			}
			// It had nothing to report.
			case NONE -> NONE;
			default -> UNKNOWN;
		};
	}

	private static boolean isSame(Map<?, ?> process, Map<String, Object> self) {
		return Objects.equals(process.get("startedAt"), self.get("startedAt"))
				&& String.valueOf(process.get("pid")).equals(String.valueOf(self.get("pid")));
	}

	private static <T> @Nullable T parsed(@Nullable Object value, Function<String, T> parser) {
		try {
			return (value instanceof String text) ? parser.apply(text) : null;
		}
		catch (DateTimeException | IllegalArgumentException ex) {
			return null;
		}
	}

	@Override
	public String name() {
		return "lastExit";
	}

	@Override
	public Map<String, Object> status() {
		Map<String, Object> status = new LinkedHashMap<>();
		putIfKnown(status, "reason", this.reason);
		status.put("stage", this.stage.text());
		putIfKnown(status, "took", this.took);
		putIfKnown(status, "at", this.at);
		putIfKnown(status, "since", this.since);
		status.putAll(this.cause);
		if (this.signalLatency != null) {
			status.put("signalLatency", this.signalLatency.toString());
		}
		if (!this.force.equals(ForcedShare.NONE)) {
			status.put("force", this.force.describe());
		}
		return status;
	}

	private static void putIfKnown(Map<String, Object> status, String key, @Nullable Object value) {
		if (value != null) {
			status.put(key, value);
		}
	}

}
