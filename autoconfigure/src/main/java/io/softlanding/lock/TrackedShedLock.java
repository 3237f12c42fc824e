package io.softlanding.lock;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import io.softlanding.drain.NanoClock;
import net.javacrumbs.shedlock.core.SimpleLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A ShedLock lock that is held here. Its time is counted from before it was asked for:
 * when that is over it may be somebody else's, and is not touched any more.
 */
final class TrackedShedLock implements SimpleLock, HeldLock {

	private static final Logger logger = LoggerFactory.getLogger(TrackedShedLock.class);

	private final String name;

	private final SimpleLock lock;

	private final LeaseHolder holder;

	private final long askedNanos;

	private final Duration atMost;

	private final boolean renewed;

	private final NanoClock clock;

	private final ShedLocks locks;

	private final AtomicReference<@Nullable LeaseOutcome> outcome;

	/** Whether it was unlocked, or goes on as another. */
	private final AtomicBoolean unlocked = new AtomicBoolean();

	/**
	 * Notes a lock.
	 * @param name its name
	 * @param atMost how long it lasts
	 * @param lock what was given
	 * @param holder who has it
	 * @param askedNanos when it was asked for
	 * @param renewed whether something renews it, so that its time is never over
	 * @param clock the time
	 * @param locks where it is noted
	 */
	TrackedShedLock(String name, Duration atMost, SimpleLock lock, LeaseHolder holder, long askedNanos, boolean renewed,
			NanoClock clock, ShedLocks locks) {
		this(name, atMost, lock, holder, askedNanos, renewed, clock, locks, new AtomicReference<>());
	}

	private TrackedShedLock(String name, Duration atMost, SimpleLock lock, LeaseHolder holder, long askedNanos,
			boolean renewed, NanoClock clock, ShedLocks locks, AtomicReference<@Nullable LeaseOutcome> outcome) {
		this.outcome = outcome;
		this.name = name;
		this.atMost = atMost;
		this.lock = lock;
		this.holder = holder;
		this.askedNanos = askedNanos;
		this.renewed = renewed;
		this.clock = clock;
		this.locks = locks;
	}

	@Override
	public void unlock() {
		try {
			tryUnlock();
		}
		catch (RuntimeException | Error ex) {
			end(LeaseOutcome.FAILED);
			throw ex;
		}
	}

	/** Can be tried again when the provider fails, and is called failed by nobody. */
	void tryUnlock() {
		if (!this.unlocked.compareAndSet(false, true)) {
			return;
		}
		if (heldFor().isZero()) {
			// Some providers would free it without asking whose it is.
			end(LeaseOutcome.LOST);
			logger.warn("The lock '{}' of {} had lapsed before it was unlocked: somebody else may hold it",
					NameText.of(this.name), this.holder.description());
			return;
		}
		// Also what a drain has given up: its work has ended after all.
		try {
			this.lock.unlock();
			end(LeaseOutcome.RELEASED);
		}
		catch (RuntimeException | Error ex) {
			this.unlocked.set(false);
			throw ex;
		}
	}

	@Override
	public Optional<SimpleLock> extend(Duration lockAtMostFor, Duration lockAtLeastFor) {
		long asked = this.clock.nanoTime();
		Optional<SimpleLock> extended = this.lock.extend(lockAtMostFor, lockAtLeastFor);
		// ShedLock has one lock go on as another.
		this.locks.remove(this);
		this.unlocked.set(true);
		if (extended.isEmpty()) {
			end(LeaseOutcome.LOST);
		}
		// They end as one.
		return extended.map((lock) -> this.locks.track(new TrackedShedLock(this.name, lockAtMostFor, lock, this.holder,
				asked, this.renewed, this.clock, this.locks, this.outcome)));
	}

	void end(LeaseOutcome outcome) {
		this.locks.remove(this);
		this.outcome.compareAndSet(null, outcome);
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public LeaseHolder holder() {
		return this.holder;
	}

	@Override
	public boolean ended() {
		return this.holder.ended();
	}

	@Override
	public Duration heldFor() {
		if (this.renewed) {
			return this.atMost;
		}
		Duration left = this.atMost.minusNanos(this.clock.nanoTime() - this.askedNanos);
		return left.isNegative() ? Duration.ZERO : left;
	}

	@Override
	public @Nullable LeaseOutcome outcome() {
		return this.outcome.get();
	}

}
