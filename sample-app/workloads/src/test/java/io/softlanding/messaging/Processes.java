/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.time.Duration;

import io.softlanding.test.DrainReport.Participant;
import io.softlanding.test.DrainHarness;
import io.softlanding.test.InstanceEnd;
import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What tests of messaging ask of an application in a process of its own.
 */
final class Processes {

	private Processes() {
	}

	static void awaitOutput(DrainHarness harness, String text) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.untilAsserted(() -> assertThat(harness.instance(0).output()).contains(text));
	}

	/** What a participant has done in a drain that has ended. */
	static Participant participant(InstanceEnd end, String name) {
		assertThat(end.report()).as(end.describe()).isNotNull();
		return end.report().participant(name).orElseThrow(() -> new AssertionError(name + ": " + end.describe()));
	}

	static Participant listeners(InstanceEnd end) {
		return participant(end, "listeners");
	}

}
