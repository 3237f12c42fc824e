package io.softlanding.lock;

import java.time.Duration;
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
 * Removes the keys that are there only because this instance is.
 */
final class EphemeralKeysParticipant implements DrainParticipant {

	private static final Logger logger = LoggerFactory.getLogger(EphemeralKeysParticipant.class);

	private static final Duration REPORTING = Duration.ofMillis(50);

	private static final int ATTEMPTS = 4;

	private static final long FIRST_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private final RedisEphemeralKeys keys;

	private final NanoClock clock;

	EphemeralKeysParticipant(RedisEphemeralKeys keys, NanoClock clock) {
		this.keys = keys;
		this.clock = clock;
	}

	@Override
	public String name() {
		return "ephemeral-keys";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.LOCKS;
	}

	@Override
	public DrainResult drain(DrainContext context) throws InterruptedException {
		this.keys.close();
		int all = this.keys.size();
		if (all == 0) {
			return DrainResult.skipped("No key");
		}
		Duration time = context.remaining().minus(REPORTING);
		long end = this.clock.nanoTime() + time.toNanos();
		CountDownLatch done = new CountDownLatch(1);
		DrainThread.startOrRun("ephemeral-keys", () -> {
			try {
				unlink(end);
			}
			finally {
				done.countDown();
			}
		});
		done.await(Math.max(0, time.toNanos()), TimeUnit.NANOSECONDS);
		int left = this.keys.size();
		return (left == 0) ? DrainResult.completed("%d removed", all)
				: DrainResult.failed("%d of %d are not known to be removed", left, all);
	}

	private void unlink(long end) {
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			try {
				this.clock.sleep((attempt > 0) ? FIRST_RETRY_NANOS << (attempt - 1) : 0);
				if (end - this.clock.nanoTime() > 0) {
					this.keys.unlink();
				}
				return;
			}
			catch (InterruptedException ex) {
				return;
			}
			catch (RuntimeException ex) {
				logger.debug("Keys could not be removed", ex);
			}
		}
	}

}
