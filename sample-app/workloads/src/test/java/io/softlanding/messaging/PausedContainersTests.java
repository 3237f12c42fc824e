/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainReason;
import io.softlanding.time.NanoClock;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

/**
 * Pauses that block, fail or are undone too early.
 */
class PausedContainersTests {

	private final PausedContainers paused = new PausedContainers(() -> Duration.ofSeconds(1));

	private final ListenedContainer container = mock(ListenedContainer.class);

	private final CountDownLatch returns = new CountDownLatch(1);

	@Test
	void aPauseThatReturnsAfterTheEndIsUndone() throws InterruptedException {
		Thread pause = blockedPause(true);
		assertThat(this.paused.notInEffect()).as("not told yet").containsExactly(this.container);
		this.paused.end();
		assertThat(this.paused.all()).isEmpty();
		verify(this.container, never()).resume();
		this.returns.countDown();
		pause.join();
		verify(this.container).resume();
		assertThat(this.paused.all()).isEmpty();
	}

	@Test
	void aContainerThatTheApplicationHasPausedIsNotResumed() throws InterruptedException {
		Thread pause = blockedPause(false);
		this.paused.end();
		this.returns.countDown();
		pause.join();
		verify(this.container, never()).resume();
		assertThat(this.paused.all()).isEmpty();
	}

	@Test
	void thePauseOfAnEarlierMaintenanceServesTheNext() throws InterruptedException {
		Thread pause = blockedPause(true);
		this.paused.end();
		this.paused.begin();
		this.paused.pause(this.container);
		assertThat(this.paused.all()).containsExactly(this.container);
		this.returns.countDown();
		pause.join();
		verify(this.container, times(1)).pause(any());
		verify(this.container, never()).resume();
		assertThat(this.paused.all()).containsExactly(this.container);
	}

	@Test
	void aPauseThatBeginsAfterTheEndDoesNothing() {
		this.paused.begin();
		this.paused.end();
		this.paused.pause(this.container);
		verify(this.container, never()).pause(any());
	}

	@Test
	void theNextMaintenancePausesWhatAnEarlierOneResumesTooLate() throws InterruptedException {
		CountDownLatch resumes = new CountDownLatch(1);
		willAnswer((call) -> {
			resumes.await();
			return null;
		}).given(this.container).resume();
		Thread pause = blockedPause(true);
		this.paused.end();
		this.returns.countDown();
		Awaitility.await().untilAsserted(() -> verify(this.container).resume());
		this.paused.begin();
		this.paused.pause(this.container);
		verify(this.container, times(1)).pause(any());
		resumes.countDown();
		pause.join();
		InOrder calls = inOrder(this.container);
		calls.verify(this.container).resume();
		calls.verify(this.container).pause(any());
		assertThat(this.paused.all()).containsExactly(this.container);
	}

	@Test
	void maintenanceLearnsWhatIsNotResumed() {
		ListenedContainer other = mock(ListenedContainer.class);
		given(other.pause(any())).willReturn(true);
		given(this.container.pause(any())).willReturn(true);
		given(this.container.name()).willReturn("orders");
		willThrow(new IllegalStateException("It fails")).willDoNothing().given(this.container).resume();
		Listeners listeners = new Listeners(List.of(), NanoClock.SYSTEM, () -> Duration.ofSeconds(30), Duration.ZERO);
		listeners.paused().begin();
		listeners.pause(this.container);
		listeners.pause(other);
		ListenerPauseParticipant participant = new ListenerPauseParticipant(listeners);
		assertThatIllegalStateException().isThrownBy(participant::resume).withMessageContaining("[orders]");
		verify(other).resume();
		assertThat(listeners.paused().all()).containsExactly(this.container);
		participant.resume();
		assertThat(listeners.paused().all()).isEmpty();
	}

	@Test
	void containersThatCannotBePausedAreNamed() {
		given(this.container.name()).willReturn("shared");
		given(this.container.running()).willReturn(true);
		given(this.container.stopsBeforeServer()).willReturn(true);
		ListenerLibrary library = mock(ListenerLibrary.class);
		given(library.messages()).willReturn(new HandledMessages(NanoClock.SYSTEM));
		given(library.containers()).willAnswer((call) -> List.of(this.container));
		DrainContext context = mock(DrainContext.class);
		given(context.reason()).willReturn(DrainReason.MAINTENANCE);
		given(context.remaining()).willReturn(Duration.ofSeconds(10));
		assertThat(new ListenerPauseParticipant(
				new Listeners(List.of(library), NanoClock.SYSTEM, () -> Duration.ofSeconds(30), Duration.ZERO))
			.drain(context)
			.summary())
			.isEqualTo("Listener containers that cannot be paused, or whose queues would be deleted: [shared]");
		verify(this.container, never()).pause(any());
	}

	@Test
	void silenceIsOverOnlyWhenNothingWasHandledInBetween() {
		NanoClock clock = mock(NanoClock.class);
		Silence silence = new Silence(clock, Duration.ofSeconds(5));
		given(this.container.longestSilence()).willReturn(Duration.ofSeconds(10));
		assertThat(silence.isOver(this.container, false)).isFalse();
		given(clock.nanoTime()).willReturn(Duration.ofSeconds(9).toNanos());
		assertThat(silence.isOver(this.container, true)).isFalse();
		assertThat(silence.isOver(this.container, false)).isFalse();
		given(clock.nanoTime()).willReturn(Duration.ofSeconds(18).toNanos());
		assertThat(silence.isOver(this.container, false)).isFalse();
		given(clock.nanoTime()).willReturn(Duration.ofSeconds(19).toNanos());
		assertThat(silence.isOver(this.container, false)).isTrue();
		given(this.container.longestSilence()).willReturn(Duration.ofSeconds(1));
		assertThat(silence.isOver(this.container, true)).isFalse();
		assertThat(silence.isOver(this.container, false)).isFalse();
		given(clock.nanoTime()).willReturn(Duration.ofSeconds(23).toNanos());
		assertThat(silence.isOver(this.container, false)).as("as long as Spring waits").isFalse();
		given(clock.nanoTime()).willReturn(Duration.ofSeconds(24).toNanos());
		assertThat(silence.isOver(this.container, false)).isTrue();
		given(this.container.longestSilence()).willReturn(null);
		assertThat(silence.isOver(this.container, false)).as("messages are not known").isFalse();
	}

	private Thread blockedPause(boolean pauses) {
		CountDownLatch begun = new CountDownLatch(1);
		given(this.container.running()).willReturn(true);
		given(this.container.pause(any())).willAnswer((call) -> {
			begun.countDown();
			this.returns.await();
			return pauses;
		});
		this.paused.begin();
		Thread thread = new Thread(() -> this.paused.pause(this.container), "pause");
		thread.start();
		Awaitility.await().until(() -> begun.getCount() == 0);
		return thread;
	}

}
