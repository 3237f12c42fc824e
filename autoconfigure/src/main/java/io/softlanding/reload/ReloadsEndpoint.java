/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.time.Instant;
import java.util.List;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * Endpoint that shows the configuration in force and the last reloads.
 *
 * @since 0.1
 */
@Endpoint(id = "reloads")
public final class ReloadsEndpoint {

	private final SnapshotStore store;

	private final ReloadHistory history;

	ReloadsEndpoint(SnapshotStore store, ReloadHistory history) {
		this.store = store;
		this.history = history;
	}

	/**
	 * The configuration in force.
	 *
	 * @param generation the number of the generation
	 * @param digest digest of the values, without secrets unless
	 * {@code softlanding.reload.digest-key} is set
	 * @param at when the configuration was read
	 * @param trigger the cause of the reload
	 * @param changes the first hundred changes of this generation, with secrets masked
	 * @param restartRequired keys that differ from those at the start and need a restart
	 * @param unknown whether a reload has ended with {@code UNKNOWN}, so that this
	 * instance should be restarted
	 * @param attempts the last reloads, the latest first
	 */
	public record Reloads(long generation, String digest, Instant at, ReloadTrigger trigger, List<ReloadChange> changes,
			List<String> restartRequired, boolean unknown,
			List<ReloadAttempt> attempts) implements OperationResponseBody {
	}

	/**
	 * Returns the configuration in force and the last reloads.
	 * @return the document
	 */
	@ReadOperation
	public Reloads reloads() {
		BoundSnapshot current = this.store.current();
		ReloadAttempt applied = this.history.applied();
		List<ReloadChange> changes = (applied != null && applied.generation() == current.generation())
				? applied.changes() : List.of();
		return new Reloads(current.generation(), current.digest(), current.at(), current.trigger(), changes,
				current.restartRequired(), this.store.isUnknown(), this.history.attempts());
	}

}
