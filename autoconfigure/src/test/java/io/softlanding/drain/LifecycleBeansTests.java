/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

import io.softlanding.time.ManualClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.Lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

class LifecycleBeansTests {

	private final ManualClock clock = new ManualClock();

	private final LifecycleBeans beans = new LifecycleBeans(this.clock);

	private final AtomicBoolean running = new AtomicBoolean();

	private final Lifecycle bean = new Lifecycle() {

		@Override
		public void start() {
			LifecycleBeansTests.this.running.set(true);
		}

		@Override
		public void stop() {
			LifecycleBeansTests.this.running.set(false);
		}

		@Override
		public boolean isRunning() {
			return LifecycleBeansTests.this.running.get();
		}

	};

	@Test
	void nothingIsSaidWithoutBeans() {
		assertThat(drain(DrainPass.FIRST).outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
	}

	@Test
	void beansThatHaveStoppedInTimeAreCompleted() {
		this.beans.of(Map.of("listeners", this.bean));
		this.beans.stopping(Duration.ofSeconds(5).toNanos());
		assertThat(drain(DrainPass.FIRST).outcome()).isEqualTo(DrainOutcome.COMPLETED);
	}

	@Test
	void oneThatStillRunsIsNamedAndMayStopLater() {
		this.bean.start();
		this.beans.of(Map.of("listeners", this.bean));
		this.beans.stopping(Duration.ofSeconds(5).toNanos());
		assertThat(drain(DrainPass.FIRST)).returns(DrainOutcome.PARTIAL, DrainResult::outcome)
			.returns("Still running: [listeners]", DrainResult::summary);
		this.bean.stop();
		assertThat(this.beans.conclude().outcome()).isEqualTo(DrainOutcome.COMPLETED);
	}

	@Test
	void whenSpringHasWaitedInVainThoseThatItCanBeAreNamed() {
		this.beans.of(Map.of("listeners", this.bean));
		this.beans.stopping(Duration.ofSeconds(5).toNanos());
		this.clock.advance(Duration.ofSeconds(5));
		this.beans.stopped();
		assertThat(drain(DrainPass.FIRST).details()).containsKey("oneOf");
		assertThat(this.beans.conclude().outcome()).isEqualTo(DrainOutcome.PARTIAL);
	}

	@Test
	void whenNothingIsLeftToStopNothingIsLate() {
		this.beans.of(Map.of("listeners", this.bean));
		this.beans.stopping(0);
		this.beans.stopped();
		assertThat(drain(DrainPass.FIRST).outcome()).isEqualTo(DrainOutcome.COMPLETED);
	}

	@Test
	@Timeout(30)
	void aBeanThatDoesNotAnswerDelaysNoOtherPhase() {
		CountDownLatch never = new CountDownLatch(1);
		this.beans.of(Map.of("listeners", new Lifecycle() {

			@Override
			public void start() {
			}

			@Override
			public void stop() {
			}

			@Override
			public boolean isRunning() {
				try {
					never.await();
					return false;
				}
				catch (InterruptedException ex) {
					return true;
				}
			}

		}));
		assertThat(drain(DrainPass.FIRST)).returns(DrainOutcome.PARTIAL, DrainResult::outcome)
			.extracting(DrainResult::summary)
			.asString()
			.contains("[listeners]");
		never.countDown();
	}

	private DrainResult drain(DrainPass pass) {
		return this.beans.drain(new StubDrainContext(Duration.ofSeconds(1)).pass(pass));
	}

}
