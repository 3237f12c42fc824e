/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.softlanding.config.InvalidConfigurationException;
import io.softlanding.time.DurationProperty;

/**
 * Validates {@link ReloadProperties} at the start and at each reload.
 */
final class ReloadSettings implements SnapshotValidator {

	/** A reload that corrects it would have to wait as long. */
	private static final Duration LONGEST_SETTLE = Duration.ofSeconds(10);

	/** With less, a reload that corrects it might never succeed. */
	private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(100);

	@Override
	public List<String> problems(Snapshot snapshot) {
		ReloadProperties properties = snapshot.get(ReloadProperties.class);
		List<String> problems = new ArrayList<>();
		try {
			DurationProperty.notNegative("softlanding.reload.settle", properties.settle());
			DurationProperty.positive("softlanding.reload.watch.interval", properties.watch().interval());
		}
		catch (InvalidConfigurationException ex) {
			problems.add(String.valueOf(ex.getMessage()));
		}
		if (properties.settle().compareTo(LONGEST_SETTLE) > 0) {
			problems.add("softlanding.reload.settle is %s. The maximum is 10s, because each reload waits for this time."
				.formatted(properties.settle()));
		}
		if (properties.listenerTimeout().compareTo(SHORTEST_TIMEOUT) < 0) {
			problems.add("softlanding.reload.listener-timeout is %s. The minimum is 100ms."
				.formatted(properties.listenerTimeout()));
		}
		if (properties.history() < 1) {
			problems.add("softlanding.reload.history is %d. It must be 1 or more.".formatted(properties.history()));
		}
		if (properties.digestKey() != null && properties.digestKey().isBlank()) {
			problems.add("softlanding.reload.digest-key is blank. Remove it, or set a key that all instances share.");
		}
		if (properties.maxFileSize().toBytes() < 1) {
			problems.add(
					"softlanding.reload.max-file-size is %s. It must be positive.".formatted(properties.maxFileSize()));
		}
		return problems;
	}

}
