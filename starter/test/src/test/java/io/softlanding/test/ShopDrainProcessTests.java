/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.time.Duration;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static io.softlanding.test.HttpCall.post;
import static io.softlanding.test.Rate.perSecond;
import static io.softlanding.test.Scenario.rollingRestart;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The first test of an application.
 */
@Tag("first-leg")
@DrainTest(Shop.class)
class ShopDrainProcessTests {

	@Test
	void nothingIsLost(DrainHarness shop) {
		shop.load(post("/orders").body("{}"), perSecond(50)).during(rollingRestart());
		assertThat(shop).lostNothing().leftNoTransactionOpen().endedWithin(Duration.ofSeconds(20));
	}

}
