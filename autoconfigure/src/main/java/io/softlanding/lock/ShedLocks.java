package io.softlanding.lock;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.softlanding.drain.NanoClock;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;

/**
 * Every lock that was taken here from a ShedLock provider and not given back yet.
 */
final class ShedLocks {

	/** Extends the locks that it gives until they are unlocked. */
	static final String KEEPS_ALIVE = "net.javacrumbs.shedlock.support.KeepAliveLockProvider";

	private final Set<TrackedShedLock> held = ConcurrentHashMap.newKeySet();

	private final AtomicInteger asking = new AtomicInteger();

	private final Supplier<LeaseHolder> holders;

	private final NanoClock clock;

	private volatile boolean refusing;

	ShedLocks(Supplier<LeaseHolder> holders, NanoClock clock) {
		this.holders = holders;
		this.clock = clock;
	}

	/**
	 * Asks a provider, unless this instance drains.
	 * @param provider the provider
	 * @param configuration what is wanted
	 * @return the lock, or nothing if somebody else has it, or nobody is given one here
	 */
	Optional<SimpleLock> lock(LockProvider provider, LockConfiguration configuration) {
		this.asking.incrementAndGet();
		try {
			// After it was counted: whoever refuses looks at the count after that.
			if (this.refusing) {
				return Optional.empty();
			}
			long asked = this.clock.nanoTime();
			boolean renewed = provider.getClass().getName().equals(KEEPS_ALIVE);
			return provider.lock(configuration)
				.map((lock) -> track(new TrackedShedLock(configuration.getName(), configuration.getLockAtMostFor(),
						lock, this.holders.get(), asked, renewed, this.clock, this)));
		}
		finally {
			this.asking.decrementAndGet();
		}
	}

	TrackedShedLock track(TrackedShedLock lock) {
		this.held.add(lock);
		return lock;
	}

	boolean remove(TrackedShedLock lock) {
		return this.held.remove(lock);
	}

	void refuse() {
		this.refusing = true;
	}

	boolean isAsking() {
		return this.asking.get() > 0;
	}

	Collection<TrackedShedLock> held() {
		return this.held;
	}

}
