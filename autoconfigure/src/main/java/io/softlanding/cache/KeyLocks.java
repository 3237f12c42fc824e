package io.softlanding.cache;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * A lock for each key, which exists while a thread has it or waits for it. A thread that
 * does not wait takes no turn of one that does.
 *
 * @param <K> the type of the keys
 */
final class KeyLocks<K> {

	private final Map<K, Lock> locks = new ConcurrentHashMap<>();

	/** A lock and the number of those who need it, which changes under the map's lock. */
	private static final class Lock {

		private final ReentrantLock lock = new ReentrantLock(true);

		private int users;

		private Lock used() {
			this.users++;
			return this;
		}

		private @Nullable Lock unused() {
			return (--this.users == 0) ? null : this;
		}

	}

	/** Locks a key if no other thread has it or waits for it. */
	boolean tryLock(K key) {
		Lock lock = use(key);
		// Without a timeout, a fair lock would be taken before those who wait.
		boolean locked = !lock.lock.hasQueuedThreads() && lock.lock.tryLock();
		if (!locked) {
			leave(key);
		}
		return locked;
	}

	boolean lock(K key, Duration timeout) throws InterruptedException {
		boolean locked = false;
		Lock lock = use(key);
		try {
			locked = lock.lock.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		finally {
			if (!locked) {
				leave(key);
			}
		}
		return locked;
	}

	void unlock(K key) {
		this.locks.computeIfPresent(key, (any, lock) -> {
			lock.lock.unlock();
			return lock.unused();
		});
	}

	private Lock use(K key) {
		return this.locks.compute(key, (any, lock) -> ((lock != null) ? lock : new Lock()).used());
	}

	private void leave(K key) {
		this.locks.computeIfPresent(key, (any, lock) -> lock.unused());
	}

}
