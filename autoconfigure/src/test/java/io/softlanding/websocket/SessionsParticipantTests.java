/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainReason;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StubDrainContext;
import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SessionsParticipant}.
 */
class SessionsParticipantTests {

	private final List<Fake> open = new CopyOnWriteArrayList<>();

	private final CountDownLatch testEnds = new CountDownLatch(1);

	private final SessionsParticipant participant = participant(1000);

	@AfterEach
	void end() {
		this.testEnds.countDown();
	}

	@Test
	void nothingIsDoneWithoutSessions() {
		assertThat(drain(Duration.ofSeconds(5)).outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
		assertThat(this.participant.exhausted()).isTrue();
	}

	@Test
	void sessionsAreClosed() {
		Fake one = new Fake();
		DrainResult result = drain(Duration.ofSeconds(5));
		assertThat(one.code).isEqualTo(1001);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.COMPLETED);
		assertThat(result.summary()).isEqualTo("1 WebSocket session closed with 1001");
		assertThat(this.participant.status().status()).containsEntry("open", 0).containsEntry("closed", 1L);
	}

	@Test
	void closingIsSlowedDownToTheRate() {
		for (int i = 0; i < 20; i++) {
			new Fake();
		}
		long begun = System.nanoTime();
		DrainResult result = participant(20).drain(new StubDrainContext(Duration.ofSeconds(20)));
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(800));
		assertThat(result.outcome()).isEqualTo(DrainOutcome.COMPLETED);
	}

	@Test
	void shortTimeComesBeforeTheRate() {
		for (int i = 0; i < 50; i++) {
			new Fake();
		}
		DrainResult result = participant(1).drain(new StubDrainContext(Duration.ofSeconds(2)));
		assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(result.summary())
			.startsWith("50 WebSocket sessions closed with 1001; softlanding.websocket.close-rate was exceeded");
	}

	@Test
	void sessionWhoseMessageIsBeingHandledIsForcedAtTheEnd() {
		Fake busy = new Fake();
		busy.handling = new OpenSession.Handling("worker-1", Duration.ofSeconds(2));
		DrainResult result = drain(Duration.ofSeconds(1));
		assertThat(busy.forced).isTrue();
		assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(result.summary()).contains("1 was closed while its message was being handled")
			.doesNotContain("exceeded", "completed first");
		assertThat(result.details()).containsEntry("forced", 1L);
		assertThat(result.details().get("unfinished")).asString().contains("/fake", "worker-1");
	}

	@Test
	void maintenanceForcesNothing() {
		Fake busy = new Fake();
		busy.handling = new OpenSession.Handling("worker-1", Duration.ofSeconds(2));
		Fake idle = new Fake();
		DrainResult result = this.participant
			.drain(new StubDrainContext(Duration.ofSeconds(1)).reason(DrainReason.MAINTENANCE));
		assertThat(busy.code).isZero();
		assertThat(idle.code).isEqualTo(1001);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.TIMED_OUT);
		assertThat(result.details().get("unfinished")).asString().contains("/fake", "worker-1");
	}

	@Test
	void rehearsalClosesNothing() {
		Fake one = new Fake();
		DrainResult result = this.participant.drain(new StubDrainContext().reason(DrainReason.REHEARSAL));
		assertThat(one.code).isZero();
		assertThat(result.outcome()).isEqualTo(DrainOutcome.SKIPPED);
	}

	@Test
	void handlerThatWaitsForTheDrainIsNotWaitedFor() {
		Fake own = new Fake();
		own.handling = new OpenSession.Handling(Thread.currentThread().getName(), null);
		DrainResult result = this.participant
			.drain(new StubDrainContext(Duration.ofSeconds(20)).initiator(Thread.currentThread()));
		assertThat(own.code).isEqualTo(1001);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.COMPLETED);
	}

	@Test
	void clientThatDoesNotReadDelaysNoOtherSession() {
		Fake stuck = new Fake();
		stuck.blocks = true;
		Fake other = new Fake();
		DrainResult result = drain(Duration.ofSeconds(10));
		assertThat(other.code).isEqualTo(1001);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(result.summary()).contains("1 close frame could not be sent");
	}

	@Test
	void brokenConnectionIsCounted() {
		Fake broken = new Fake();
		broken.fails = true;
		assertThat(drain(Duration.ofSeconds(5)).summary()).contains("1 close frame could not be sent");
	}

	@Test
	void sessionThatEndedByItselfIsNeitherClosedNorFailed() {
		new Fake().gone = true;
		new Fake();
		DrainResult result = drain(Duration.ofSeconds(5));
		assertThat(result.outcome()).isEqualTo(DrainOutcome.COMPLETED);
		assertThat(result.summary()).isEqualTo("1 WebSocket session closed with 1001");
	}

	@Test
	void sessionThatLeavesAfterItsMessageIsNotForgotten() {
		Fake busy = new Fake();
		busy.handling = new OpenSession.Handling("worker-1", Duration.ofSeconds(2));
		DrainResult result = this.participant.drain(new StubDrainContext(Duration.ofSeconds(20)) {
			@Override
			public void progress(String line) {
				SessionsParticipantTests.this.open.remove(busy);
			}
		});
		assertThat(result.outcome()).isEqualTo(DrainOutcome.COMPLETED);
		assertThat(result.summary()).isEqualTo("0 WebSocket sessions closed with 1001; 1 message was completed first");
	}

	@Test
	void whatOthersSendToAClientMeanwhileIsNotWaitedFor() {
		Fake receiver = new Fake();
		receiver.handling = new OpenSession.Handling("outbound-1", Duration.ZERO, true);
		Fake answered = new Fake();
		answered.handling = new OpenSession.Handling("outbound-2", Duration.ofHours(1), true);
		DrainResult result = this.participant
			.drain(new StubDrainContext(Duration.ofSeconds(2)).reason(DrainReason.MAINTENANCE));
		assertThat(receiver.code).isEqualTo(1001);
		assertThat(answered.code).isZero();
		assertThat(result.outcome()).isEqualTo(DrainOutcome.TIMED_OUT);
	}

	@Test
	void busySessionsAreForcedOneAfterAnother() {
		List<Long> ends = new CopyOnWriteArrayList<>();
		for (int i = 0; i < 20; i++) {
			Fake busy = new Fake() {
				@Override
				public Attempt close(int code, String reason, Predicate<Handling> despite) throws IOException {
					Attempt attempt = super.close(code, reason, despite);
					ends.add(System.nanoTime());
					return attempt;
				}
			};
			busy.handling = new OpenSession.Handling("worker-" + i, Duration.ofSeconds(2));
		}
		DrainResult result = participant(20).drain(new StubDrainContext(Duration.ofSeconds(6)));
		assertThat(result.summary()).startsWith("20 WebSocket sessions closed with 1001; 20 were closed while");
		assertThat(ends.get(19) - ends.get(0)).isGreaterThan(300_000_000L);
	}

	@Test
	void handlerThatDoesNotReturnHasHalfOfTheTime() {
		Fake unseen = new Fake();
		unseen.neverReturns = true;
		long begun = System.nanoTime();
		DrainResult result = drain(Duration.ofSeconds(3));
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(1400));
		assertThat(unseen.code).isEqualTo(1001);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.ASSUMED);
		assertThat(result.summary()).endsWith("1 was closed before its handler had returned");
	}

	@Test
	void clientThatDoesNotAnswerIsCounted() {
		Fake silent = new Fake();
		silent.answers = false;
		DrainResult result = drain(Duration.ofSeconds(10));
		assertThat(result.outcome()).isEqualTo(DrainOutcome.ASSUMED);
		assertThat(result.summary()).endsWith("1 client did not answer the close frame");
	}

	private SessionsParticipant participant(int rate) {
		return new SessionsParticipant(new SessionsStatus(List.of((sessions) -> {
			sessions.addAll(new ArrayList<>(this.open));
			return true;
		}), null), rate, 1001, NanoClock.SYSTEM);
	}

	private DrainResult drain(Duration budget) {
		return this.participant.drain(new StubDrainContext(budget));
	}

	/** A session that answers a close frame at once. */
	private class Fake implements OpenSession {

		private volatile int code;

		private volatile boolean forced;

		private volatile boolean answers = true;

		private volatile boolean fails;

		private volatile boolean blocks;

		private volatile boolean gone;

		/** If its handler does not return. */
		private volatile boolean neverReturns;

		private volatile @Nullable Handling handling;

		Fake() {
			SessionsParticipantTests.this.open.add(this);
		}

		@Override
		public String path() {
			return "/fake";
		}

		@Override
		public @Nullable Handling handling() {
			return this.handling;
		}

		@Override
		public boolean isEnding() {
			return this.neverReturns;
		}

		@Override
		public void closeNow() {
			this.code = 1001;
			SessionsParticipantTests.this.open.remove(this);
		}

		@Override
		public Attempt close(int code, String reason, Predicate<Handling> despite) throws IOException {
			Handling handling = this.handling;
			if (handling != null && !despite.test(handling)) {
				return Attempt.BUSY;
			}
			if (this.gone) {
				SessionsParticipantTests.this.open.remove(this);
				return Attempt.GONE;
			}
			if (this.fails) {
				SessionsParticipantTests.this.open.remove(this);
				throw new IOException("broken");
			}
			if (this.blocks) {
				try {
					SessionsParticipantTests.this.testEnds.await();
				}
				catch (InterruptedException ex) {
					throw new IOException(ex);
				}
			}
			if (this.neverReturns) {
				return Attempt.ENDING;
			}
			this.code = code;
			this.forced = handling != null;
			if (this.answers) {
				SessionsParticipantTests.this.open.remove(this);
			}
			return Attempt.CLOSED;
		}

	}

}
