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

import org.springframework.beans.factory.DisposableBean;

/**
 * Removes the keys that are there only because this instance is.
 */
final class EphemeralKeysParticipant implements DrainParticipant, DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(EphemeralKeysParticipant.class);

	/** What the end of an application without a drain waits for Redis. */
	private static final Duration WITHOUT_DRAIN = Duration.ofSeconds(1);

	private static final Duration REPORTING = Duration.ofMillis(50);

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
		remove(context.remaining().minus(REPORTING));
		int left = this.keys.size();
		return (left == 0) ? DrainResult.completed("%d removed", all)
				: DrainResult.failed("%d of %d are not known to be removed", left, all);
	}

	/** Removes what no drain has: the application never was ready. */
	@Override
	public void destroy() throws InterruptedException {
		if (this.keys.closed()) {
			return;
		}
		this.keys.close();
		if (this.keys.size() > 0) {
			remove(WITHOUT_DRAIN);
		}
		if (this.keys.size() > 0) {
			logger.warn("{} keys of this instance are not known to be removed", this.keys.size());
		}
	}

	private void remove(Duration time) throws InterruptedException {
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
	}

	private void unlink(long end) {
		for (int attempt = 0; attempt < Attempts.MOST; attempt++) {
			try {
				this.clock.sleep(Attempts.pauseNanos(attempt));
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
