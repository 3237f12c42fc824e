/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.readiness;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.availability.ApplicationAvailabilityBean;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationListener;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.Ordered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(30)
class ReadinessGateTests {

	private final GenericApplicationContext context = new GenericApplicationContext();

	private final Recorder heard = new Recorder();

	private final ReadinessGate gate = new ReadinessGate(this.context);

	private volatile boolean lost;

	/** What a bean hears before the gate does. */
	private static final class Recorder
			implements ApplicationListener<AvailabilityChangeEvent<ReadinessState>>, Ordered {

		private final List<ReadinessState> states = new CopyOnWriteArrayList<>();

		private volatile Runnable onAcceptance = () -> {
		};

		@Override
		public void onApplicationEvent(AvailabilityChangeEvent<ReadinessState> event) {
			if (event.getState() == ReadinessState.ACCEPTING_TRAFFIC) {
				this.onAcceptance.run();
			}
			this.states.add(event.getState());
		}

		@Override
		public int getOrder() {
			return Ordered.HIGHEST_PRECEDENCE;
		}

	}

	@BeforeEach
	void start() {
		this.context.registerBean(ReadinessGate.class, () -> this.gate);
		this.context.registerBean(Recorder.class, () -> this.heard);
		this.context.refresh();
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	@Test
	void trafficIsRefusedBeforeTheListenersAreTold() {
		List<Runnable> tellers = new ArrayList<>();
		this.gate.hold("drain", tellers::add);
		assertThat(this.gate.reasons()).containsExactly("drain");
		assertThat(this.gate.isHeld()).isTrue();
		assertThat(this.heard.states).isEmpty();
		tellers.forEach(Runnable::run);
		assertThat(this.heard.states).containsExactly(ReadinessState.REFUSING_TRAFFIC);
	}

	@Test
	void holdsReasonsByNameInOrder() {
		this.gate.hold("memory");
		this.gate.hold("drain");
		assertThat(this.gate.reasons()).containsExactly("drain", "memory");
		assertThat(this.gate.isHeld()).isTrue();
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> this.gate.reasons().clear());
	}

	@Test
	void trafficComesBackWithTheLastReason() {
		bootSays(ReadinessState.ACCEPTING_TRAFFIC);
		this.gate.hold("drain");
		this.gate.hold("memory");
		this.gate.release("drain");
		assertThat(this.heard.states).last().isEqualTo(ReadinessState.REFUSING_TRAFFIC);
		this.gate.release("memory");
		assertThat(this.heard.states).last().isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
		assertThat(this.gate.isHeld()).isFalse();
	}

	@Test
	void holdingTwiceIsHoldingOnce() {
		this.gate.hold("drain");
		this.gate.hold("drain");
		assertThat(this.heard.states).containsExactly(ReadinessState.REFUSING_TRAFFIC);
		this.gate.release("drain");
		assertThat(this.gate.reasons()).isEmpty();
	}

	@Test
	void releasingWhatNobodyHoldsChangesNothing() {
		bootSays(ReadinessState.ACCEPTING_TRAFFIC);
		this.gate.release("drain");
		assertThat(this.heard.states).containsExactly(ReadinessState.ACCEPTING_TRAFFIC);
	}

	@Test
	void bootsAcceptanceIsTakenBackWhileHeldAndRemembered() {
		this.gate.hold("drain");
		bootSays(ReadinessState.ACCEPTING_TRAFFIC);
		assertThat(this.heard.states).last().isEqualTo(ReadinessState.REFUSING_TRAFFIC);
		this.gate.release("drain");
		assertThat(this.heard.states).last().isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
	}

	@Test
	void releaseBeforeBootWasReadyDoesNotAccept() {
		this.gate.hold("drain");
		this.gate.release("drain");
		assertThat(this.heard.states).doesNotContain(ReadinessState.ACCEPTING_TRAFFIC);
	}

	@Test
	void refusalOfOthersOutlivesTheLastReason() {
		bootSays(ReadinessState.ACCEPTING_TRAFFIC);
		this.gate.hold("drain");
		bootSays(ReadinessState.REFUSING_TRAFFIC);
		this.gate.release("drain");
		assertThat(this.heard.states).last().isEqualTo(ReadinessState.REFUSING_TRAFFIC);
	}

	@Test
	void listenerThatFailsDoesNotFailTheHolder() {
		this.context.addApplicationListener((ApplicationListener<AvailabilityChangeEvent<?>>) (event) -> {
			throw new IllegalStateException("broken");
		});
		assertThatCode(() -> this.gate.hold("drain")).doesNotThrowAnyException();
		assertThat(this.gate.isHeld()).isTrue();
	}

	@Test
	void probesAreAcceptedAgainAlthoughAListenerFails() {
		ApplicationAvailabilityBean probes = new ApplicationAvailabilityBean();
		this.context.getBeanFactory().registerSingleton("probes", probes);
		this.context.addApplicationListener(probes);
		bootSays(ReadinessState.ACCEPTING_TRAFFIC);
		this.gate.hold("drain");
		assertThat(probes.getReadinessState()).isEqualTo(ReadinessState.REFUSING_TRAFFIC);
		this.heard.onAcceptance = () -> {
			throw new IllegalStateException("broken");
		};
		this.gate.release("drain");
		assertThat(probes.getReadinessState()).isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
	}

	@Test
	void contextThatIsGoneDoesNotFailTheHolder() {
		this.context.close();
		assertThatCode(() -> this.gate.hold("drain")).doesNotThrowAnyException();
		assertThat(this.gate.isHeld()).isTrue();
	}

	@Test
	void threadsDoNotLoseEachOthersReasons() throws InterruptedException {
		CyclicBarrier together = new CyclicBarrier(2);
		Thread one = new Thread(() -> holdAndRelease("one", together));
		Thread other = new Thread(() -> holdAndRelease("other", together));
		one.start();
		other.start();
		one.join(20_000);
		other.join(20_000);
		assertThat(this.gate.reasons()).containsExactly("one", "other");
		assertThat(this.lost).isFalse();
	}

	private void holdAndRelease(String reason, CyclicBarrier together) {
		try {
			together.await();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
		for (int i = 0; i < 2000; i++) {
			this.gate.hold(reason);
			this.lost |= !this.gate.reasons().contains(reason);
			this.gate.release(reason);
			this.lost |= this.gate.reasons().contains(reason);
		}
		this.gate.hold(reason);
	}

	private void bootSays(ReadinessState state) {
		AvailabilityChangeEvent.publish(this.context, state);
	}

	@Test
	void refusalIsTheLastWordForListenersOfAnyOrder() {
		List<ReadinessState> states = new CopyOnWriteArrayList<>();
		this.context.addApplicationListener(new Unordered(states));
		this.gate.hold("drain");
		bootSays(ReadinessState.ACCEPTING_TRAFFIC);
		assertThat(states).last().isEqualTo(ReadinessState.REFUSING_TRAFFIC);
	}

	@Test
	void holdDuringTheReleaseOfAnotherReasonIsTheLastWord() throws InterruptedException {
		bootSays(ReadinessState.ACCEPTING_TRAFFIC);
		this.gate.hold("memory");
		Thread holder = new Thread(() -> this.gate.hold("drain"));
		this.heard.onAcceptance = () -> {
			holder.start();
			try {
				// Over when hold() is, or waits for this release to be.
				holder.join(500);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		};
		this.gate.release("memory");
		holder.join(10_000);
		assertThat(this.gate.isHeld()).isTrue();
		assertThat(this.heard.states).last().isEqualTo(ReadinessState.REFUSING_TRAFFIC);
	}

	/** A bean without an order, which hears after the gate. */
	private record Unordered(
			List<ReadinessState> states) implements ApplicationListener<AvailabilityChangeEvent<ReadinessState>> {

		@Override
		public void onApplicationEvent(AvailabilityChangeEvent<ReadinessState> event) {
			this.states.add(event.getState());
		}

	}

}
