/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.context.SmartLifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class LifecycleContainerTests {

	private static final Duration REMAINING = Duration.ofSeconds(20);

	private final StubContainer stub = new StubContainer();

	private final LifecycleContainer container = new LifecycleContainer(this.stub, "stub");

	private final List<String> events = new ArrayList<>();

	@Test
	void aContainerThatDoesNotRunIsNotPaused() {
		this.stub.running = false;
		assertThat(this.container.pause(REMAINING)).isFalse();
		assertThat(this.stub.callbacks).isEmpty();
	}

	@Test
	void aPauseIsInEffectWhenTheContainerHasStopped() {
		assertThat(this.container.pause(REMAINING)).isTrue();
		assertThat(this.container.paused()).isFalse();
		assertThat(this.container.running()).as("it still has messages").isTrue();
		this.stub.callBack();
		assertThat(this.container.paused()).isTrue();
		this.container.resume();
		assertThat(this.stub.running).isTrue();
	}

	@Test
	void aContainerThatIsStoppingIsStartedWhenItHasStopped() {
		this.container.pause(REMAINING);
		this.container.resume();
		assertThat(this.stub.running).isFalse();
		this.stub.callBack();
		assertThat(this.stub.running).isTrue();
	}

	@Test
	void aContainerThatStopsForGoodIsNotStarted() {
		this.container.pause(REMAINING);
		this.container.resume();
		this.container.stop(REMAINING, () -> this.events.add("stopped"));
		assertThat(this.stub.callbacks).hasSize(1);
		this.stub.callBack();
		assertThat(this.events).containsExactly("stopped");
		assertThat(this.stub.running).isFalse();
	}

	@Test
	void aContainerThatTheApplicationHasStartedMeanwhileIsStoppedAgain() {
		this.container.pause(REMAINING);
		this.stub.start();
		this.container.stop(REMAINING, () -> this.events.add("stopped"));
		assertThat(this.stub.callbacks).hasSize(2);
		this.stub.callBack();
		assertThat(this.events).containsExactly("stopped");
		assertThat(this.container.running()).isFalse();
	}

	@Test
	void aContainerThatFailsToStopIsNotWaitedFor() {
		this.stub.failure = new IllegalStateException("it fails");
		assertThatIllegalStateException()
			.isThrownBy(() -> this.container.stop(REMAINING, () -> this.events.add("stopped")));
		assertThat(this.events).containsExactly("stopped");
	}

	@Test
	void aContainerThatStopsKnowsHowLongTheDrainLasts() {
		List<Duration> limits = new ArrayList<>();
		LifecycleContainer container = new LifecycleContainer(this.stub, "stub") {

			@Override
			void stopContainer(Duration remaining, Runnable callback) {
				limits.add(remaining);
				super.stopContainer(remaining, callback);
			}

		};
		container.pause(REMAINING);
		this.stub.callBack();
		container.resume();
		container.stop(Duration.ofSeconds(3), () -> this.events.add("stopped"));
		assertThat(limits).containsExactly(REMAINING, Duration.ofSeconds(3));
	}

	private static final class StubContainer implements SmartLifecycle {

		private final List<Runnable> callbacks = new ArrayList<>();

		private boolean running = true;

		private RuntimeException failure;

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.running = false;
		}

		@Override
		public void stop(Runnable callback) {
			if (this.failure != null) {
				throw this.failure;
			}
			this.running = false;
			this.callbacks.add(callback);
		}

		private void callBack() {
			this.callbacks.get(this.callbacks.size() - 1).run();
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

	}

}
