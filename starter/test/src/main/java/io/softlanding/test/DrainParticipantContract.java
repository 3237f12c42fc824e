/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainReason;
import io.softlanding.drain.DrainResult;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that every {@link DrainParticipant} has to pass. Extend this class and return
 * participants in the states that it asks for. No process is started.
 *
 * @since 0.1.0
 */
public abstract class DrainParticipantContract {

	private static final Duration BUDGET = Duration.ofSeconds(2);

	private static final Duration NEEDS = Duration.ofMillis(100);

	private static final Duration AT_ONCE = Duration.ofSeconds(3);

	private static final Duration LIMIT = Duration.ofSeconds(10);

	/**
	 * Returns a participant with something to do that ends well.
	 * @return a new participant
	 * @throws Exception if it cannot be created
	 */
	protected abstract DrainParticipant participant() throws Exception;

	/**
	 * Returns a participant with something to do that does not end by itself, because a
	 * server does not answer, for example.
	 * @return a new participant, or {@code null} if there is no such state
	 * @throws Exception if it cannot be created
	 */
	protected abstract @Nullable DrainParticipant hanging() throws Exception;

	/**
	 * Returns a participant with something to do that fails, because a server refuses it,
	 * for example.
	 * @return a new participant, or {@code null} if there is no such state
	 * @throws Exception if it cannot be created
	 */
	protected abstract @Nullable DrainParticipant failing() throws Exception;

	/**
	 * Verifies the name, which status and logs show.
	 * @throws Exception if the participant cannot be created
	 */
	@Test
	public final void itsNameIsInKebabCase() throws Exception {
		assertThat(participant().name()).matches("[a-z][a-z0-9]*(-[a-z0-9]+)*");
	}

	/**
	 * Verifies that {@link DrainParticipant#needs()} does not wait.
	 * @throws Exception if the participant cannot be created
	 */
	@Test
	public final void itKnowsAtOnceWhatItNeeds() throws Exception {
		DrainParticipant participant = participant();
		long bestNanos = Long.MAX_VALUE;
		// The first call loads classes, and any may be held up on a busy machine.
		for (int i = 0; i < 5; i++) {
			long begin = System.nanoTime();
			Duration needs = participant.needs();
			bestNanos = Math.min(bestNanos, System.nanoTime() - begin);
			assertThat((needs != null) ? needs : Duration.ZERO).isGreaterThanOrEqualTo(Duration.ZERO);
		}
		assertThat(Duration.ofNanos(bestNanos)).isLessThan(NEEDS);
	}

	/**
	 * Verifies the outcome of {@link #participant()}.
	 * @throws Exception if the participant cannot be created
	 */
	@Test
	public final void itEndsWellWhenNothingIsInItsWay() throws Exception {
		DrainResult result = start(participant(), context(LIMIT, false)).get(LIMIT);
		assertThat(result).isNotNull();
		assertThat(result.outcome().isGood()).as("outcome %s", result.outcome()).isTrue();
	}

	/**
	 * Verifies that {@link #hanging()} ends in time, with a bad outcome.
	 * @throws Exception if the participant cannot be created
	 */
	@Test
	public final void itEndsBeforeItsTimeIsOverAndDoesNotCallThatDone() throws Exception {
		assertNotDone(start(given(hanging()), context(BUDGET, false)), BUDGET.plusSeconds(2));
	}

	/**
	 * Verifies that {@link #hanging()} ends at once if the drain is forced.
	 * @throws Exception if the participant cannot be created
	 */
	@Test
	public final void itDoesNotWaitWhenItIsForced() throws Exception {
		assertNotDone(start(given(hanging()), context(LIMIT, true)), AT_ONCE);
	}

	/**
	 * Verifies that {@link #hanging()} heeds an interrupt.
	 * @throws Exception if the participant cannot be created
	 */
	@Test
	public final void itEndsWhenItIsInterrupted() throws Exception {
		Run run = start(given(hanging()), context(LIMIT, false));
		run.thread.interrupt();
		assertNotDone(run, AT_ONCE);
	}

	/**
	 * Verifies that {@link #failing()} throws or has a bad outcome.
	 * @throws Exception if the participant cannot be created
	 */
	@Test
	public final void itSaysThatItHasFailed() throws Exception {
		assertNotDone(start(given(failing()), context(LIMIT, false)), LIMIT);
	}

	/**
	 * Verifies that a second drain works after a resume, in phases of the front half.
	 * @throws Exception if the participant cannot be created
	 */
	@Test
	public final void itDrainsAgainWhenItWasResumed() throws Exception {
		DrainParticipant participant = participant();
		if (participant.phase().compareTo(DrainPhase.IN_FLIGHT) > 0) {
			throw new TestAbortedException("Phase " + participant.phase() + " is not resumed");
		}
		start(participant, context(LIMIT, false)).get(LIMIT);
		participant.resume();
		assertThat(start(participant, context(LIMIT, false)).get(LIMIT).outcome().isGood()).isTrue();
	}

	private static DrainParticipant given(@Nullable DrainParticipant participant) {
		if (participant == null) {
			throw new TestAbortedException("There is no such state");
		}
		return participant;
	}

	private static void assertNotDone(Run run, Duration limit) throws Exception {
		try {
			DrainOutcome outcome = run.get(limit).outcome();
			assertThat(outcome.isGood()).as("outcome %s of what was not done", outcome).isFalse();
		}
		catch (ExecutionException ex) {
			// It has said so.
			assertThat(ex.getCause()).isInstanceOf(Exception.class);
		}
	}

	private static Run start(DrainParticipant participant, DrainContext context) {
		FutureTask<DrainResult> task = new FutureTask<>(() -> participant.drain(context));
		Thread thread = Balancer.daemons("drain-test-participant").newThread(task);
		thread.start();
		return new Run(task, thread);
	}

	/** With real time, which a participant may wait for. */
	private static StubDrainContext context(Duration budget, boolean forced) {
		StubDrainContext context = new StubDrainContext(DrainReason.SIGTERM, Deadline.in(budget)::remaining);
		return forced ? context.force() : context;
	}

	/** A call that is running. */
	private record Run(FutureTask<DrainResult> task, Thread thread) {

		DrainResult get(Duration limit) throws Exception {
			try {
				return this.task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
			}
			catch (TimeoutException ex) {
				AssertionError error = new AssertionError("Not ended within " + limit);
				error.setStackTrace(this.thread.getStackTrace());
				this.thread.interrupt();
				throw error;
			}
		}

	}

}
