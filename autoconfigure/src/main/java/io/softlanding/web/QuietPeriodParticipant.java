package io.softlanding.web;

import java.time.Duration;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.DurationProperty;
import io.softlanding.drain.NanoClock;
import io.softlanding.drain.Platform;
import org.jspecify.annotations.Nullable;

/**
 * Keeps serving until callers have learnt that this instance is going away. Sleeps until
 * the earliest moment at which the period can end, and looks again then.
 */
final class QuietPeriodParticipant implements DrainParticipant {

	private final QuietPeriod period;

	private final InFlightRequests requests;

	private final Probes probes;

	private final Platform platform;

	private final NanoClock clock;

	QuietPeriodParticipant(QuietPeriod period, InFlightRequests requests, Probes probes, Platform platform,
			NanoClock clock) {
		this.period = period;
		this.requests = requests;
		this.probes = probes;
		this.platform = platform;
		this.clock = clock;
	}

	@Override
	public String name() {
		return "quiet-period";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.QUIET_PERIOD;
	}

	@Override
	public DrainResult drain(DrainContext context) throws InterruptedException {
		String needless = needless(context);
		if (needless != null) {
			return DrainResult.skipped("%s", needless);
		}
		context.progress("serving until no request has arrived for " + DurationProperty.text(this.period.settle()));
		// Counted from here: times of the clock itself must not be compared.
		long start = this.clock.nanoTime();
		long limit = Math.min(this.period.max().toNanos(), context.remaining().toNanos());
		while (true) {
			long passed = this.clock.nanoTime() - start;
			long lastArrival = Math.max(0, this.requests.lastArrivalNanos() - start);
			long quiet = Math.max(this.period.min().toNanos(), lastArrival + this.period.settle().toNanos());
			if (passed >= quiet) {
				return DrainResult.completed("No request arrived for %s", DurationProperty.text(this.period.settle()));
			}
			if (passed >= limit) {
				return DrainResult.partial("Cut after %s, before no request had arrived for long enough",
						DurationProperty.text(Duration.ofNanos(passed)));
			}
			this.clock.sleep(Math.min(quiet, limit) - passed);
		}
	}

	private @Nullable String needless(DrainContext context) {
		if (!this.requests.used()) {
			return "No request was ever served";
		}
		if (!context.exiting()) {
			return "Only the application context is closed";
		}
		if (!this.probes.recent() && !this.platform.routes()) {
			return "Nobody asked for readiness in the last minute";
		}
		return null;
	}

}
