package io.softlanding.lock;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.NanoClock;

/**
 * Waits for work that runs under locks. Its last third of the time is for what comes
 * then.
 */
final class WorkUnderLocks {

	private static final int PART_TO_RELEASE = 3;

	private static final Duration LONGEST_RELEASE = Duration.ofSeconds(2);

	/** How often it is looked whether requests and threads have ended. */
	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	private final Supplier<Collection<HeldLease>> locks;

	private final BooleanSupplier asking;

	private final NanoClock clock;

	/**
	 * Creates what waits.
	 * @param locks what is held now
	 * @param asking whether more may come
	 * @param clock the time
	 */
	WorkUnderLocks(Supplier<Collection<HeldLease>> locks, BooleanSupplier asking, NanoClock clock) {
		this.locks = locks;
		this.asking = asking;
		this.clock = clock;
	}

	/**
	 * Returns when nothing works under a lock any more, or the time for that is over.
	 * @param context the drain
	 * @return all locks that were held meanwhile
	 * @throws InterruptedException if the phase has ended
	 */
	Set<HeldLease> await(DrainContext context) throws InterruptedException {
		Set<HeldLease> seen = new LinkedHashSet<>();
		Duration third = context.remaining().dividedBy(PART_TO_RELEASE);
		Duration toRelease = (third.compareTo(LONGEST_RELEASE) < 0) ? third : LONGEST_RELEASE;
		while (true) {
			boolean asking = this.asking.getAsBoolean();
			seen.addAll(this.locks.get());
			List<HeldLease> running = seen.stream()
				.filter((lock) -> lock.outcome() == null && !lock.ended())
				.filter((lock) -> !context.initiatedBy(lock.holder().thread()))
				.toList();
			long left = context.remaining().minus(toRelease).toNanos();
			if ((running.isEmpty() && !asking) || context.forced() || left <= 0) {
				return seen;
			}
			if (!running.isEmpty()) {
				HeldLease first = running.get(0);
				context.progress("%d locks are held by work that still runs, '%s' by %s".formatted(running.size(),
						NameText.of(first.name()), first.holder().description()));
			}
			this.clock.sleep(Math.min(LOOK_NANOS, left));
		}
	}

}
