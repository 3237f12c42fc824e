/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import io.softlanding.ElapsingDrainContext;
import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainReason;
import io.softlanding.drain.DrainResult;
import io.softlanding.time.NanoClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.Lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;

/**
 * Containers that do not stop, in a drain that ends.
 */
@Timeout(30)
class ListenersTests {

	private final ListenedContainer container = mock(ListenedContainer.class);

	private final Lifecycle bean = mock(Lifecycle.class);

	private final DrainContext context = mock(DrainContext.class);

	private final HandledMessages messages = new HandledMessages(NanoClock.SYSTEM);

	private final CountDownLatch end = new CountDownLatch(1);

	private Listeners listeners;

	@BeforeEach
	void prepare() {
		given(this.container.name()).willReturn("orders");
		given(this.container.running()).willReturn(true);
		given(this.container.stopsBeforeServer()).willReturn(true);
		given(this.container.countsMessages()).willReturn(true);
		given(this.context.reason()).willReturn(DrainReason.SIGTERM);
		given(this.context.remaining()).willReturn(Duration.ofMinutes(1));
		ListenerLibrary library = mock(ListenerLibrary.class);
		given(library.messages()).willReturn(this.messages);
		given(library.containers()).willAnswer((call) -> List.of(this.container));
		given(library.containersOf(this.bean)).willAnswer((call) -> List.of(this.container));
		this.listeners = new Listeners(List.of(library), NanoClock.SYSTEM, () -> Duration.ofSeconds(30), Duration.ZERO);
	}

	@AfterEach
	void release() {
		this.end.countDown();
	}

	@Test
	void theNextPhaseWaitsForACallThatBlocks() {
		willAnswer((call) -> {
			this.end.await();
			return null;
		}).given(this.container).stop(any(), any());
		DrainResult result = new ListenerStopParticipant(this.listeners).drain(this.context);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.TIMED_OUT);
		assertThat(result.summary()).contains("[orders]");
		assertThat(this.listeners.stoppingContainers()).containsExactly(this.container);
	}

	@Test
	void aCallThatReturnsWhenTheContainerHasStoppedHasToldIt() {
		willAnswer((call) -> {
			given(this.container.running()).willReturn(false);
			this.end.await();
			return null;
		}).given(this.container).stop(any(), any());
		DrainResult result = new ListenerStopParticipant(this.listeners).drain(this.context);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.COMPLETED);
	}

	@Test
	void aContainerThatWasToldBeforeAndHasNotReturnedIsNamed() throws InterruptedException {
		CountDownLatch told = new CountDownLatch(1);
		willAnswer((call) -> {
			told.countDown();
			this.end.await();
			return null;
		}).given(this.container).stop(any(), any());
		this.listeners.drainBegins((thread) -> false);
		this.listeners.stop(this.bean, () -> {
		});
		told.await();
		DrainResult result = new ListenerStopParticipant(this.listeners).drain(this.context);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.TIMED_OUT);
		assertThat(result.summary()).contains("[orders]");
	}

	@Test
	void springStopsABeanWhoseContainerCannotBeToldAndIsNotWaitedForIfThatFailsToo() throws InterruptedException {
		willThrow(new IllegalStateException("It cannot stop")).given(this.container).stop(any(), any());
		this.listeners.drainBegins((thread) -> false);
		CountDownLatch stopped = new CountDownLatch(1);
		this.listeners.stop(this.bean, stopped::countDown);
		stopped.await();
		then(this.bean).should().stop();
		willThrow(new IllegalStateException("It cannot stop")).given(this.bean).stop();
		CountDownLatch failed = new CountDownLatch(1);
		this.listeners.stop(this.bean, failed::countDown);
		failed.await();
	}

	@Test
	void othersThanTheMessageThatEndsTheProcessAreWaitedFor() throws InterruptedException {
		given(this.container.received(any())).willReturn(true);
		Thread exiting = begin("orders-0@1");
		this.listeners.drainBegins((thread) -> thread == exiting);
		assertThat(this.listeners.hasInitiated(this.container)).isTrue();
		begin("orders-1@7");
		assertThat(this.listeners.hasInitiated(this.container)).isFalse();
		assertThat(this.listeners.isRunning(this.bean)).isTrue();
	}

	private Thread begin(String source) throws InterruptedException {
		Thread thread = new Thread(() -> this.messages.begin(this.container, "orders", () -> source));
		thread.start();
		thread.join();
		return thread;
	}

	@Test
	void aContainerThatHandlesNothingIsNotWaitedForUntilTheEnd() throws InterruptedException {
		given(this.container.longestSilence()).willReturn(Duration.ofMillis(200));
		DrainResult result = stop();
		assertThat(result.outcome()).isEqualTo(DrainOutcome.TIMED_OUT);
		assertThat(result.summary()).isEqualTo("0 messages being handled; containers not stopped: [orders]");
	}

	@Test
	void aContainerThatHandlesAMessageIsWaitedFor() throws Exception {
		given(this.container.longestSilence()).willReturn(Duration.ofMillis(1));
		given(this.container.received(any())).willReturn(true);
		CountDownLatch begun = new CountDownLatch(1);
		Thread listener = new Thread(() -> {
			this.messages.begin(this.container, "orders", () -> "orders-0@1");
			begun.countDown();
			try {
				Thread.sleep(1000);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			this.messages.end();
		}, "listener");
		willAnswer((call) -> {
			given(this.container.running()).willReturn(false);
			Runnable whenStopped = call.getArgument(1);
			new Thread(() -> {
				try {
					listener.join();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
				whenStopped.run();
			}, "callback").start();
			return null;
		}).given(this.container).stop(any(), any());
		this.listeners.drainBegins((thread) -> false);
		listener.start();
		begun.await();
		long start = System.nanoTime();
		stop();
		assertThat(System.nanoTime() - start).isGreaterThan(Duration.ofMillis(500).toNanos());
		assertThat(this.messages.all()).isEmpty();
	}

	@Test
	void maintenanceNamesContainersThatAreNotPausedInTime() throws InterruptedException {
		given(this.container.canPause()).willReturn(true);
		given(this.container.pause(any())).willReturn(true);
		DrainContext context = ElapsingDrainContext.of(DrainReason.MAINTENANCE, Duration.ofMillis(50));
		new ListenerPauseParticipant(this.listeners)
			.drain(ElapsingDrainContext.of(DrainReason.MAINTENANCE, Duration.ofSeconds(10)));
		DrainResult result = participant().drain(context);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.TIMED_OUT);
		assertThat(result.summary()).isEqualTo("0 messages being handled; containers not paused: [orders]");
	}

	private DrainResult stop() throws InterruptedException {
		new ListenerStopParticipant(this.listeners).drain(this.context);
		given(this.container.running()).willReturn(false);
		return participant().drain(this.context);
	}

	private ListenersParticipant participant() {
		return new ListenersParticipant(this.listeners, new MessagingStatus(this.listeners, List.of()));
	}

}
