package io.softlanding.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.softlanding.drain.DrainLook;
import io.softlanding.drain.NanoClock;
import io.softlanding.drain.Refusals;
import io.softlanding.lock.LeaseStore.Answer;
import org.jspecify.annotations.Nullable;

/**
 * Leases that are held in Redis.
 */
final class RedisLeaseRegistry implements LeaseRegistry, AutoCloseable {

	static final Duration SHORTEST_TTL = Duration.ofMillis(100);

	/** What the end of the bean waits for a Redis that no look was the last for. */
	private static final Duration WITHOUT_DRAIN = Duration.ofSeconds(1);

	private static final Duration LONGEST_TTL = Duration.ofDays(365);

	private static final long LONGEST_WAIT_NANOS = TimeUnit.DAYS.toNanos(1000);

	private final String instance = UUID.randomUUID().toString();

	private final AtomicLong acquisitions = new AtomicLong();

	private final ConcurrentHashMap<String, WaitingLine> lines = new ConcurrentHashMap<>();

	private final LeaseStore store;

	private final LeaseWakeUps wakeUps;

	private final LeaseKeeper keeper;

	private final NanoClock clock;

	private final long pollNanos;

	private final Refusals refusals = new Refusals();

	private volatile boolean refusing;

	RedisLeaseRegistry(LeaseStore store, LeaseWakeUps wakeUps, Supplier<LeaseHolder> holders, LeaseListener listener,
			Consumer<LeaseReleaseFailedEvent> events, NanoClock clock, Duration pollInterval) {
		this.store = store;
		this.wakeUps = wakeUps;
		this.keeper = new LeaseKeeper(store, clock, holders, listener, events, this::freed);
		this.clock = clock;
		this.pollNanos = pollInterval.toNanos();
	}

	@Override
	public @Nullable Lease tryAcquire(String name, Duration ttl, Duration wait) throws InterruptedException {
		if (name.isEmpty()) {
			throw new IllegalArgumentException("A lease has a name");
		}
		if (ttl.compareTo(SHORTEST_TTL) < 0 || ttl.compareTo(LONGEST_TTL) > 0) {
			throw new IllegalArgumentException("A lease lasts 100 ms or more and a year at most, not " + ttl);
		}
		long end = this.clock.nanoTime() + nanos(wait);
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
		refuse(name);
		WaitingLine line = this.lines.compute(name,
				(key, present) -> ((present != null) ? present : new WaitingLine()).joined());
		try {
			if (!line.awaitTurn(end - this.clock.nanoTime())) {
				return null;
			}
			try {
				return acquire(line, name, ttl, end);
			}
			finally {
				line.leaveTurn();
			}
		}
		finally {
			this.lines.computeIfPresent(name, (key, present) -> present.left() ? null : present);
		}
	}

	private static long nanos(Duration wait) {
		return wait.isNegative() ? 0
				: (wait.compareTo(Duration.ofNanos(LONGEST_WAIT_NANOS)) > 0) ? LONGEST_WAIT_NANOS : wait.toNanos();
	}

	private @Nullable Lease acquire(WaitingLine line, String name, Duration ttl, long end) throws InterruptedException {
		LeaseWakeUps.@Nullable Subscription subscription = null;
		try {
			while (true) {
				// Before the look at it: who refuses wakes us up after that.
				line.forgetWakeUps();
				refuse(name);
				long patience = this.pollNanos;
				HeldLease ours = line.held();
				if (ours == null || ours.lost()) {
					long asked = this.clock.nanoTime();
					Attempt attempt = ask(line, name, ttl, asked);
					if (attempt.lease() != null) {
						return attempt.lease();
					}
					patience = Math.min(patience, attempt.heldForNanos());
				}
				long left = end - this.clock.nanoTime();
				if (left <= 0) {
					return null;
				}
				if (subscription == null && line.held() == null) {
					subscription = this.wakeUps.subscribe(name, line::wakeUp, left);
					// It may have been released before this thread listened.
					continue;
				}
				line.awaitWakeUp(Math.min(patience, left));
			}
		}
		finally {
			if (subscription != null) {
				subscription.close();
			}
		}
	}

	private Attempt ask(WaitingLine line, String name, Duration ttl, long asked) throws InterruptedException {
		String token = this.instance + ":" + this.acquisitions.incrementAndGet();
		LeaseHolder holder = this.keeper.holder();
		Answer answer;
		try {
			answer = this.store.acquire(name, token, ttl);
		}
		catch (RuntimeException | Error ex) {
			// It may be ours, and nothing would ever close it.
			this.keeper.releaseLater(new HeldLease(name, token, ttl, 0, asked, holder, this.clock, this.keeper));
			if (Thread.interrupted()) {
				InterruptedException interrupted = new InterruptedException("Interrupted while Redis was asked");
				interrupted.initCause(ex);
				throw interrupted;
			}
			throw ex;
		}
		if (!answer.acquired()) {
			return new Attempt(null, answer.heldFor().toNanos() + TimeUnit.MILLISECONDS.toNanos(1));
		}
		HeldLease lease = new HeldLease(name, token, ttl, answer.fencingToken(), asked, holder, this.clock,
				this.keeper);
		line.held(lease);
		try {
			this.keeper.keep(lease);
			refuse(name);
		}
		catch (RuntimeException | Error ex) {
			lease.close();
			throw ex;
		}
		if (lease.lost()) {
			// The answer took longer than the lease lasts.
			lease.close();
			return new Attempt(null, 0);
		}
		return new Attempt(lease, 0);
	}

	private void refuse(String name) {
		if (this.refusing) {
			this.refusals.add(NameText.of(name));
			throw new LeaseRefusedException(name);
		}
	}

	@Override
	public Lock lock(String name, Duration ttl) {
		return new LeaseLock(this, name, ttl);
	}

	private void freed(HeldLease lease) {
		this.lines.computeIfPresent(lease.name(), (name, line) -> {
			line.freed(lease);
			return line.unused() ? null : line;
		});
	}

	/** Gives no lease any more, to those who wait neither. */
	void refuseAll() {
		this.refusing = true;
		this.lines.values().forEach(WaitingLine::wakeUp);
	}

	boolean isAsking() {
		return this.lines.values().stream().anyMatch(WaitingLine::busy);
	}

	/**
	 * What some thread is asking for, or waiting to ask for, as far as it may be told.
	 */
	List<String> asking() {
		List<String> names = new ArrayList<>();
		this.lines.forEach((name, line) -> {
			if (line.busy()) {
				names.add(NameText.of(name));
			}
		});
		return names;
	}

	Refusals refusals() {
		return this.refusals;
	}

	boolean isLast(DrainLook look) {
		return this.store.isLast(look);
	}

	/**
	 * Releases leases whose work has ended, and those that could not be released before.
	 * @param time how long this may take
	 */
	void releaseEnded(Duration time) throws InterruptedException {
		List<HeldLease> ended = this.keeper.seen()
			.stream()
			.filter((lease) -> lease.ended() && lease.outcome() != LeaseOutcome.RELEASED
					&& lease.outcome() != LeaseOutcome.LOST)
			.toList();
		new FinalRelease(this.store, this.keeper, this.clock).run(ended, time);
	}

	/**
	 * Gives no lease any more, and leaves those to lapse whose work still runs.
	 * @param time how long the release of the others may take
	 */
	void end(Duration time) throws InterruptedException {
		refuseAll();
		this.keeper.stopRenewing();
		this.keeper.leases()
			.stream()
			.filter((lease) -> !lease.ended())
			.forEach((lease) -> this.keeper.end(lease, LeaseOutcome.ABANDONED, null));
		releaseEnded(time);
	}

	LeaseKeeper keeper() {
		return this.keeper;
	}

	/** Ends leases in a Redis that Spring has not stopped before. */
	@Override
	public void close() {
		if (!this.refusing && !isLast(DrainLook.BEFORE_STOP)) {
			try {
				end(WITHOUT_DRAIN);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
		refuseAll();
		this.keeper.stop();
		this.wakeUps.stop();
	}

	private record Attempt(@Nullable Lease lease, long heldForNanos) {
	}

}
