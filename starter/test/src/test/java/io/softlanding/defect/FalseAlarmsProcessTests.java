/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.defect;

import java.nio.file.Path;
import java.util.stream.IntStream;

import io.softlanding.test.DrainHarness;
import io.softlanding.test.Scenario;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.softlanding.test.HttpCall.post;
import static io.softlanding.test.Rate.perSecond;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many runs of an application without a defect, of which none may fail. Run by
 * {@code false-alarms.sh}.
 */
@EnabledIfSystemProperty(named = FalseAlarmsProcessTests.RUNS, matches = "\\d+")
class FalseAlarmsProcessTests {

	static final String RUNS = "softlanding.test.runs";

	static IntStream runs() {
		return IntStream.range(0, Integer.getInteger(RUNS, 0));
	}

	@ParameterizedTest
	@MethodSource("runs")
	void nothingIsFound(int run, @TempDir Path directory) throws Exception {
		boolean rolling = run % 5 == 4;
		try (DrainHarness orders = DefectsProcessTests.orders(directory, "").instances(rolling ? 2 : 1).start()) {
			if (rolling) {
				DefectsProcessTests.ledger(orders, directory);
				orders.load(post("/orders"), perSecond(50)).during(Scenario.rollingRestart());
				assertThat(orders).lostNothing().leftNoThreads();
			}
			else {
				DefectsProcessTests.assertNothingIsFound(orders, directory);
			}
			assertThat(orders).drainedCompletely();
		}
	}

}
