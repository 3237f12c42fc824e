package io.softlanding.panic;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ContainedExecutor}, {@link ContainedScheduler} and
 * {@link UnreadFailures}.
 */
class ContainedExecutorsTests {

	private final PanicFixtures fixtures = new PanicFixtures();

	private final UnreadFailures unread = new UnreadFailures(this.fixtures.recorder, new Surroundings(() -> null),
			this.fixtures.clock, this.fixtures.watch());

	private final ExecutorService executor = new ContainedExecutor(Executors.newSingleThreadExecutor(), this.unread);

	private final ContainedScheduler scheduler = new ContainedScheduler(Executors.newSingleThreadScheduledExecutor(),
			this.unread);

	@AfterEach
	void shutDown() {
		this.executor.shutdownNow();
		this.scheduler.shutdownNow();
	}

	@Test
	void aTaskThatThrowsIsSeenAndItsThreadLives() throws Exception {
		Thread first = this.executor.submit(Thread::currentThread).get();
		this.executor.execute(ContainedExecutorsTests::fail);
		assertThat(this.executor.submit(Thread::currentThread).get()).isSameAs(first);
		assertThat(seen()).isEqualTo(1);
	}

	@Test
	void aFailureThatNobodyAsksForIsSeenAfterAWhile() throws Exception {
		this.executor.submit(ContainedExecutorsTests::fail);
		afterwards();
		this.unread.tick();
		assertThat(seen()).isZero();
		this.fixtures.seconds(5);
		this.unread.tick();
		assertThat(seen()).isEqualTo(1);
		assertThat(this.fixtures.reported.get(0).thread()).startsWith("pool-");
		this.unread.tick();
		assertThat(seen()).isEqualTo(1);
	}

	@Test
	void aFailureThatSomebodyAsksForIsHis() {
		Future<?> future = this.executor.submit(ContainedExecutorsTests::fail);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(future::get);
		this.fixtures.seconds(5);
		this.unread.tick();
		this.unread.destroy();
		assertThat(seen()).isZero();
	}

	@Test
	void whoGaveUpWaitingHasNotSeenIt() throws Exception {
		CountDownLatch go = new CountDownLatch(1);
		Future<?> future = this.executor.submit(() -> {
			go.await();
			return fail();
		});
		assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> future.get(1, TimeUnit.MILLISECONDS));
		go.countDown();
		afterwards();
		this.unread.destroy();
		assertThat(seen()).isEqualTo(1);
	}

	@Test
	void whoWasInterruptedHasNotSeenIt() throws Exception {
		CountDownLatch go = new CountDownLatch(1);
		Future<?> future = this.executor.submit(() -> {
			go.await();
			return fail();
		});
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(future::get);
		go.countDown();
		afterwards();
		this.unread.destroy();
		assertThat(seen()).isEqualTo(1);
	}

	@Test
	void aTaskThatIsCancelledWhileItRunsHasNotFailed() throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch never = new CountDownLatch(1);
		Future<?> future = this.executor.submit(() -> {
			running.countDown();
			never.await();
			return 1;
		});
		running.await();
		future.cancel(true);
		afterwards();
		this.unread.destroy();
		assertThat(seen()).isZero();
	}

	@Test
	void aFailureThatWasSeenFurtherInDoesNotCountAgainLater() throws Exception {
		this.executor.submit(() -> {
			IllegalStateException error = new IllegalStateException("task");
			this.fixtures.recordAndMark(error, PanicSource.ASYNC);
			throw error;
		});
		afterwards();
		this.fixtures.seconds(5);
		this.unread.tick();
		assertThat(this.fixtures.counts.total()).isEqualTo(1);
	}

	@Test
	void aTaskThatIsCancelledHasNotFailed() throws Exception {
		CountDownLatch go = new CountDownLatch(1);
		this.executor.execute(() -> {
			try {
				go.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		this.executor.submit(ContainedExecutorsTests::fail).cancel(true);
		go.countDown();
		afterwards();
		this.unread.destroy();
		assertThat(seen()).isZero();
	}

	@Test
	void failuresBeyondThoseThatMayWaitAreSeenAtOnce() throws Exception {
		for (int i = 0; i < UnreadFailures.MOST + 5; i++) {
			this.executor.submit(ContainedExecutorsTests::fail);
		}
		afterwards();
		assertThat(seen()).isEqualTo(5);
		this.unread.destroy();
		assertThat(seen()).isEqualTo(UnreadFailures.MOST + 5);
	}

	@Test
	void aTaskThatRepeatsGoesOnAfterItHasFailed() throws Exception {
		CountDownLatch runs = new CountDownLatch(3);
		ScheduledFuture<?> rate = this.scheduler.scheduleAtFixedRate(() -> {
			runs.countDown();
			fail();
		}, 0, 1, TimeUnit.MILLISECONDS);
		assertThat(runs.await(20, TimeUnit.SECONDS)).isTrue();
		assertThat(rate.isDone()).isFalse();
		CountDownLatch delayed = new CountDownLatch(3);
		this.scheduler.scheduleWithFixedDelay(() -> {
			delayed.countDown();
			fail();
		}, 0, 1, TimeUnit.MILLISECONDS);
		assertThat(delayed.await(20, TimeUnit.SECONDS)).isTrue();
		assertThat(seen()).isGreaterThanOrEqualTo(4);
	}

	@Test
	void aTaskThatIsScheduledOnceIsSeenIfNobodyAsks() throws Exception {
		ScheduledFuture<Object> read = this.scheduler.schedule(ContainedExecutorsTests::fail, 0, TimeUnit.MILLISECONDS);
		ScheduledFuture<?> unreadTask = this.scheduler.schedule((Runnable) ContainedExecutorsTests::fail, 0,
				TimeUnit.MILLISECONDS);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(read::get);
		this.scheduler.submit(() -> 1).get();
		assertThat(unreadTask.isDone()).isTrue();
		assertThat(unreadTask.compareTo(read)).isNotNegative();
		this.unread.destroy();
		assertThat(seen()).isEqualTo(1);
	}

	@Test
	void aScheduledTaskCanBeCancelled() {
		ScheduledFuture<?> later = this.scheduler.schedule((Runnable) ContainedExecutorsTests::fail, 1, TimeUnit.HOURS);
		assertThat(later.getDelay(TimeUnit.MINUTES)).isPositive();
		assertThat(later.cancel(false)).isTrue();
		assertThat(later.isCancelled()).isTrue();
	}

	@Test
	void theWrapperShutsDownWhatItWraps() throws Exception {
		this.executor.submit(() -> 1).get();
		this.executor.shutdown();
		assertThat(this.executor.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
		assertThat(List.of(this.executor.isShutdown(), this.executor.isTerminated())).containsOnly(true);
	}

	/** Waits until the executor has done what it has. */
	private void afterwards() throws Exception {
		this.executor.submit(() -> 1).get();
	}

	private long seen() {
		return this.fixtures.counts.of(PanicSeverity.ERROR, PanicSource.EXECUTOR);
	}

	private static Object fail() {
		throw new IllegalStateException("task");
	}

}
