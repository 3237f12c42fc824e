package io.softlanding.lock;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.DrainThread;
import io.softlanding.drain.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for tasks under ShedLock's locks, which unlock when they end, and names the locks
 * that are left to lapse.
 */
final class ShedLocksParticipant implements DrainParticipant {

	private static final Logger logger = LoggerFactory.getLogger(ShedLocksParticipant.class);

	private static final Duration REPORTING = Duration.ofMillis(50);

	private final ShedLocks locks;

	private final NanoClock clock;

	private final WorkUnderLocks<TrackedShedLock> work;

	ShedLocksParticipant(ShedLocks locks, NanoClock clock) {
		this.locks = locks;
		this.clock = clock;
		this.work = new WorkUnderLocks<>(locks::held, locks::isAsking, clock);
	}

	@Override
	public String name() {
		return "shed-locks";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.LOCKS;
	}

	@Override
	public DrainResult drain(DrainContext context) throws InterruptedException {
		this.locks.refuse();
		Set<TrackedShedLock> seen = this.work.await(context);
		seen.stream()
			.filter((lock) -> lock.outcome() == null && !lock.ended())
			.forEach((lock) -> lock.end(LeaseOutcome.ABANDONED));
		CountDownLatch done = new CountDownLatch(1);
		// A provider that does not answer keeps that thread, and not the report.
		DrainThread.startOrRun("shed-locks", () -> {
			try {
				unlock(seen.stream().filter((lock) -> lock.outcome() == null).toList());
			}
			finally {
				done.countDown();
			}
		});
		done.await(Math.max(0, context.remaining().minus(REPORTING).toNanos()), TimeUnit.NANOSECONDS);
		return LocksReport.of(seen);
	}

	private void unlock(List<TrackedShedLock> locks) {
		List<TrackedShedLock> left = locks;
		for (int attempt = 0; attempt < Attempts.MOST && !left.isEmpty(); attempt++) {
			try {
				this.clock.sleep(Attempts.pauseNanos(attempt));
			}
			catch (InterruptedException ex) {
				return;
			}
			left = left.stream().filter((lock) -> !unlocked(lock)).toList();
		}
		left.forEach((lock) -> lock.end(LeaseOutcome.FAILED));
	}

	private static boolean unlocked(TrackedShedLock lock) {
		try {
			lock.tryUnlock();
			return true;
		}
		catch (RuntimeException ex) {
			logger.warn("The lock '{}' could not be unlocked ({})", NameText.of(lock.name()), ex.getClass().getName());
			return false;
		}
	}

}
