/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PanicRecorder}: what is seen is seen once, and nothing that is wrong
 * with an error hides it.
 */
class PanicRecorderTests {

	private final PanicFixtures fixtures = new PanicFixtures();

	private final PanicRecorder recorder = this.fixtures.recorder;

	@Test
	void aPanicIsCountedKeptAndReported() {
		this.fixtures.record(new IllegalStateException("secret"), PanicSource.THREAD);
		assertThat(this.fixtures.counts.of(PanicSeverity.ERROR, PanicSource.THREAD)).isEqualTo(1);
		assertThat(this.fixtures.reported).singleElement().satisfies((panic) -> {
			assertThat(panic.type()).isEqualTo("java.lang.IllegalStateException");
			assertThat(panic.fingerprint()).matches("[0-9a-f]{16}");
			assertThat(panic.thread()).isEqualTo(Thread.currentThread().getName());
			assertThat(panic.service()).isEqualTo("shop");
			assertThat(panic.instance()).isEqualTo("shop-1");
			assertThat(panic.message()).isNull();
			assertThat(panic.stack().get(0)).contains("aPanicIsCountedKeptAndReported");
			assertThat(panic.toString()).doesNotContain("secret");
		});
	}

	@Test
	void theSamePanicAgainIsOneRecordWithOneStack() {
		for (int i = 0; i < 3; i++) {
			this.fixtures.record(bug(), PanicSource.ASYNC);
			this.fixtures.seconds(1);
		}
		assertThat(this.recorder.details().recent()).singleElement()
			.satisfies((panic) -> assertThat(panic.count()).isEqualTo(3))
			.satisfies((panic) -> assertThat(panic.lastSeen()).isAfter(panic.firstSeen()));
		assertThat(this.fixtures.reported).extracting((panic) -> panic.stack().isEmpty())
			.containsExactly(false, true, true);
		this.fixtures.seconds(10);
		this.fixtures.record(bug(), PanicSource.ASYNC);
		assertThat(this.fixtures.reported.get(3).stack()).isNotEmpty();
	}

	@Test
	void whatAnInnerSourceHasSeenAnOuterOneDoesNotCountAgain() {
		RuntimeException error = bug();
		this.fixtures.recordAndMark(error, PanicSource.ASYNC);
		this.fixtures.record(error, PanicSource.REQUEST);
		this.fixtures.record(new ExecutionException(error), PanicSource.THREAD);
		this.fixtures.record(new IllegalArgumentException(error), PanicSource.THREAD);
		assertThat(this.fixtures.counts.total()).isEqualTo(1);
	}

	@Test
	void anErrorWithoutAStackIsAnotherPanicEachTime() {
		Throwable fastThrow = new NullPointerException() {

			@Override
			public synchronized Throwable fillInStackTrace() {
				return this;
			}

		};
		this.fixtures.recordAndMark(fastThrow, PanicSource.ASYNC);
		this.fixtures.recordAndMark(fastThrow, PanicSource.ASYNC);
		assertThat(this.fixtures.counts.total()).isEqualTo(2);
		assertThat(this.recorder.details().recent()).hasSize(1);
	}

	@Test
	void anErrorThatIsThrownAgainLaterIsAnotherPanic() {
		RuntimeException error = bug();
		this.fixtures.recordAndMark(error, PanicSource.ASYNC);
		this.fixtures.nanos.addAndGet(999_999_999);
		this.fixtures.recordAndMark(error, PanicSource.ASYNC);
		assertThat(this.fixtures.counts.total()).isEqualTo(1);
		this.fixtures.seconds(1);
		this.fixtures.recordAndMark(error, PanicSource.ASYNC);
		assertThat(this.fixtures.counts.total()).isEqualTo(2);
	}

	@Test
	void ofTwoWhoSeeAnErrorAtOnceOneCounts() throws Exception {
		CyclicBarrier barrier = new CyclicBarrier(2);
		for (int i = 0; i < 1000; i++) {
			RuntimeException error = bug();
			Thread other = new Thread(() -> both(barrier, error));
			other.start();
			both(barrier, error);
			other.join();
		}
		assertThat(this.fixtures.counts.total()).isEqualTo(1000);
	}

	private void both(CyclicBarrier barrier, Throwable error) {
		try {
			barrier.await();
		}
		catch (InterruptedException | BrokenBarrierException ex) {
			throw new IllegalStateException(ex);
		}
		this.fixtures.recordAndMark(error, PanicSource.REQUEST);
	}

	@Test
	void whatCannotBeClassifiedCountsAllTheSame() {
		this.fixtures.occupied = () -> {
			throw new StackOverflowError("again");
		};
		this.fixtures.record(new OutOfMemoryError("Java heap space"), PanicSource.THREAD);
		assertThat(this.fixtures.counts.of(PanicSeverity.ERROR, PanicSource.THREAD)).isEqualTo(1);
		assertThat(this.fixtures.failures()).isEqualTo(1);
	}

	@Test
	void wrappersOfFuturesAndServletsAreNotWhatWasThrown() {
		this.fixtures.record(new CompletionException(new ExecutionException(bug())), PanicSource.THREAD);
		assertThat(this.fixtures.reported.get(0).type()).isEqualTo("java.lang.IllegalStateException");
	}

	@Test
	void anErrorWhoseMethodsThrowIsCountedAllTheSame() {
		this.fixtures.record(new Hostile(), PanicSource.REQUEST);
		assertThat(this.fixtures.counts.of(PanicSeverity.ERROR, PanicSource.REQUEST)).isEqualTo(1);
		assertThat(this.fixtures.reported).hasSize(1);
	}

	@Test
	void causesThatGoRoundOrNeverEndAreFollowedForAWhile() {
		Exception one = new Exception("one");
		Exception two = new Exception("two", one);
		one.initCause(two);
		this.fixtures.record(one, PanicSource.REQUEST);
		assertThat(this.fixtures.reported.get(0).causes()).hasSize(1);
		this.fixtures.record(new Endless(), PanicSource.REQUEST);
		assertThat(this.fixtures.reported.get(1).causes()).hasSize(15);
		assertThat(this.fixtures.counts.total()).isEqualTo(2);
	}

	@Test
	void aMessageOfTenMegabytesIsShortenedAndKeptOnlyIfAskedFor() {
		PanicFixtures withMessages = new PanicFixtures((error) -> null, true);
		withMessages.record(new IllegalStateException("a\nb" + "x".repeat(10_000_000)), PanicSource.REQUEST);
		assertThat(withMessages.reported.get(0).message()).hasSizeLessThan(600).startsWith("a?bx");
	}

	@Test
	void aClassifierThatThrowsIsAPanicItselfAndTheRulesDecide() {
		PanicFixtures broken = new PanicFixtures((error) -> {
			throw new UnsupportedOperationException("broken");
		}, false);
		assertThat(broken.record(new java.net.ConnectException(), PanicSource.REQUEST))
			.isEqualTo(PanicClassification.UNAVAILABLE);
		assertThat(broken.counts.of(PanicSeverity.ERROR, PanicSource.CALLBACK)).isEqualTo(1);
		assertThat(broken.counts.of(PanicSeverity.UNAVAILABLE, PanicSource.REQUEST)).isEqualTo(1);
	}

	@Test
	void theUsersClassifierComesFirst() {
		PanicFixtures own = new PanicFixtures(
				(error) -> (error instanceof IOException) ? PanicClassification.CLIENT_GONE : null, false);
		own.record(new IOException(), PanicSource.REQUEST);
		own.record(bug(), PanicSource.REQUEST);
		assertThat(own.counts.of(PanicSeverity.IGNORED, PanicSource.REQUEST)).isEqualTo(1);
		assertThat(own.counts.of(PanicSeverity.ERROR, PanicSource.REQUEST)).isEqualTo(1);
		assertThat(own.recorder.details().recent()).hasSize(1);
	}

	@Test
	void onlyFailuresCountAgainstReadiness() {
		this.fixtures.record(bug(), PanicSource.REQUEST);
		this.fixtures.record(new java.net.ConnectException(), PanicSource.REQUEST);
		this.fixtures.draining = true;
		this.fixtures.record(new InterruptedException(), PanicSource.REQUEST);
		assertThat(this.fixtures.failures()).isEqualTo(2);
	}

	@Test
	void manyFingerprintsDoNotGrowTheRecords() {
		for (int i = 0; i < 3000; i++) {
			this.fixtures.seconds(1);
			this.fixtures.record(numbered(i), PanicSource.THREAD);
		}
		assertThat(this.recorder.details().recent()).hasSize(RecentPanics.MOST);
		assertThat(this.recorder.details().recent().get(0).lastSeen().toEpochMilli())
			.isEqualTo(this.fixtures.nanos.get() / 1_000_000);
	}

	@Test
	void inAStormPanicsAreCountedUnderTheLastOfTheirKind() {
		for (int i = 0; i < 10_000; i++) {
			this.fixtures.record(bug(), PanicSource.THREAD);
		}
		assertThat(this.fixtures.counts.total()).isEqualTo(10_000);
		assertThat(this.recorder.details().recent()).singleElement()
			.satisfies((panic) -> assertThat(panic.count()).isEqualTo(10_000));
		assertThat(this.fixtures.reported).hasSize(PanicDetails.SAMPLES_A_SECOND);
	}

	@Test
	void aFatalOneIsToldAtOnce() {
		Error error = new InternalError("broken");
		this.fixtures.record(error, PanicSource.THREAD);
		assertThat(this.fixtures.fatal).containsExactly(error);
	}

	private static IllegalStateException bug() {
		return new IllegalStateException("bug");
	}

	/** An error with a stack of its own. */
	private static Throwable numbered(int number) {
		IllegalStateException error = new IllegalStateException("bug");
		error.setStackTrace(new StackTraceElement[] { new StackTraceElement("shop.Stock", "method" + number, "", 1) });
		return error;
	}

	/** Fights back. */
	@SuppressWarnings("serial")
	private static final class Hostile extends RuntimeException {

		@Override
		public String getMessage() {
			throw new IllegalStateException("no message");
		}

		@Override
		public synchronized Throwable getCause() {
			return getCause();
		}

		@Override
		public StackTraceElement[] getStackTrace() {
			throw new IllegalStateException("no stack");
		}

		@Override
		public String toString() {
			throw new IllegalStateException("no text");
		}

	}

	/** Each cause has another. */
	@SuppressWarnings("serial")
	private static final class Endless extends RuntimeException {

		@Override
		public synchronized Throwable getCause() {
			return new Endless();
		}

	}

	@Test
	void theFixtureIsQuiet() {
		assertThat(List.of(this.fixtures.counts.total(), this.fixtures.failures())).containsOnly(0L);
	}

}
