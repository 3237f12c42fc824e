/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReserveEstimateTests {

	private static final DrainBudget BUDGET = DrainFixtures.millis(10_000, 4000);

	/** The thread of a question ends without an answer, as where memory is exhausted. */
	@Test
	void aQuestionThatIsLostIsAskedAgain() {
		AtomicInteger asked = new AtomicInteger();
		List<PhaseRun> runs = new AbstractList<>() {

			@Override
			public Stream<PhaseRun> stream() {
				if (asked.incrementAndGet() == 1) {
					throw new InternalError("lost");
				}
				return Stream.empty();
			}

			@Override
			public PhaseRun get(int index) {
				throw new IndexOutOfBoundsException();
			}

			@Override
			public int size() {
				return 0;
			}

		};
		ReserveEstimate reserve = new ReserveEstimate(new DrainPlan(List.of()), BUDGET, runs);
		assertThat(reserve.now()).as("nothing is known").isEqualTo(BUDGET.reserve());
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> reserve.now().compareTo(BUDGET.reserve()) < 0);
	}

}
