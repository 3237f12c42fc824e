/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

/**
 * Participants that break the contract fail its tests.
 */
class DrainParticipantContractTests {

	@Test
	void aParticipantThatHangsAndIgnoresInterruptsAndItsTimeFails() {
		assertThat(failed(OfADeafParticipant.class)).contains("itEndsBeforeItsTimeIsOverAndDoesNotCallThatDone()",
				"itDoesNotWaitWhenItIsForced()", "itEndsWhenItIsInterrupted()", "itsNameIsInKebabCase()");
	}

	@Test
	void aParticipantThatCallsEverythingDoneFails() {
		assertThat(failed(OfALyingParticipant.class)).containsExactlyInAnyOrder("itSaysThatItHasFailed()",
				"itEndsBeforeItsTimeIsOverAndDoesNotCallThatDone()", "itDoesNotWaitWhenItIsForced()",
				"itEndsWhenItIsInterrupted()");
	}

	@Test
	void aParticipantThatNeedsMoreThanItsTimeFails() {
		assertThat(failed(OfASlowParticipant.class)).containsExactlyInAnyOrder(
				"itEndsBeforeItsTimeIsOverAndDoesNotCallThatDone()", "itDoesNotWaitWhenItIsForced()");
	}

	private static List<String> failed(Class<?> tests) {
		return EngineTestKit.engine("junit-jupiter")
			.selectors(selectClass(tests))
			.execute()
			.testEvents()
			.failed()
			.map(Event::getTestDescriptor)
			.map((test) -> test.getDisplayName())
			.toList();
	}

	/**
	 * Does what it is told.
	 *
	 * @param name its name
	 * @param deaf whether it never ends
	 */
	record Participant(String name, boolean deaf) implements DrainParticipant {

		@Override
		public DrainPhase phase() {
			return DrainPhase.HANDOFF;
		}

		@Override
		public DrainResult drain(DrainContext context) {
			while (this.deaf) {
				try {
					new CountDownLatch(1).await();
				}
				catch (InterruptedException ex) {
					// Ignored, which is what the contract finds.
					continue;
				}
			}
			return DrainResult.completed("Done");
		}

	}

	/** Run by a test above. */
	static class OfADeafParticipant extends DrainParticipantContract {

		@Override
		protected DrainParticipant participant() {
			return new Participant("Deaf Participant", false);
		}

		@Override
		protected DrainParticipant hanging() {
			return new Participant("deaf", true);
		}

		@Override
		protected @Nullable DrainParticipant failing() {
			return null;
		}

	}

	/** Run by a test above. */
	static class OfALyingParticipant extends DrainParticipantContract {

		@Override
		protected DrainParticipant participant() {
			return new Participant("liar", false);
		}

		@Override
		protected DrainParticipant hanging() {
			return new Participant("liar", false);
		}

		@Override
		protected DrainParticipant failing() {
			return new Participant("liar", false);
		}

	}

	/** Run by a test above. */
	static class OfASlowParticipant extends DrainParticipantContract {

		@Override
		protected DrainParticipant participant() {
			return new Participant("slow", false);
		}

		@Override
		protected DrainParticipant hanging() {
			return new DrainParticipant() {

				@Override
				public String name() {
					return "slow";
				}

				@Override
				public DrainPhase phase() {
					return DrainPhase.HANDOFF;
				}

				@Override
				public DrainResult drain(DrainContext context) throws InterruptedException {
					new CountDownLatch(1).await(6, TimeUnit.SECONDS);
					return DrainResult.timedOut("Too late");
				}

			};
		}

		@Override
		protected @Nullable DrainParticipant failing() {
			return null;
		}

	}

}
