package io.softlanding.web;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainReason;
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

	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private static final int MOST_NAMED = 3;

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
		this.probes.announce();
		context.progress("serving until no request has arrived for " + DurationProperty.text(this.period.settle()));
		// Counted from here: times of the clock itself must not be compared.
		long start = this.clock.nanoTime();
		long limit = Math.min(this.period.max().toNanos(), context.remaining().toNanos());
		while (true) {
			long passed = this.clock.nanoTime() - start;
			long lastArrival = Math.max(0, this.requests.lastArrivalNanos() - start);
			long quiet = Math.max(this.period.min().toNanos(), lastArrival + this.period.settle().toNanos());
			List<String> unaware = this.probes.unaware();
			if (passed >= quiet && unaware.isEmpty()) {
				return over();
			}
			if (passed >= limit) {
				return cut(Duration.ofNanos(passed), passed < quiet, unaware);
			}
			if (!unaware.isEmpty()) {
				context.progress("serving until it was refused often enough: " + some(unaware));
			}
			// A refused prober does not wake this thread: it has waited for seconds.
			long next = unaware.isEmpty() ? quiet - passed : LOOK_NANOS;
			this.clock.sleep(Math.min(next, limit - passed));
		}
	}

	@Override
	public void resume() {
		this.probes.resume();
	}

	private DrainResult over() {
		List<String> aware = this.probes.aware();
		String told = aware.isEmpty() ? ""
				: ", %d %s refused %s".formatted(aware.size(), (aware.size() == 1) ? "prober was" : "probers were",
						(this.period.refusals() == 1) ? "once" : this.period.refusals() + " times");
		String settled = "No request arrived for " + DurationProperty.text(this.period.settle()) + told;
		List<String> neverRefused = this.probes.neverRefused();
		if (neverRefused.isEmpty()) {
			return DrainResult.completed("%s", settled);
		}
		return DrainResult
			.partial("%s; told to be ready all the time, since what it asks for does not know readiness: %s", settled,
					some(neverRefused))
			.with("neverRefused", neverRefused);
	}

	private DrainResult cut(Duration passed, boolean busy, List<String> unaware) {
		String why = busy ? "before no request had arrived for long enough" : "";
		String also = busy && !unaware.isEmpty() ? " and " : "";
		String missing = unaware.isEmpty() ? "" : "not refused often enough: " + some(unaware);
		DrainResult result = DrainResult.partial("Cut after %s, %s%s%s", DurationProperty.text(passed), why, also,
				missing);
		return unaware.isEmpty() ? result : result.with("unaware", unaware);
	}

	private static String some(List<String> names) {
		String first = String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMED)));
		return (names.size() > MOST_NAMED) ? first + " and %d more".formatted(names.size() - MOST_NAMED) : first;
	}

	private @Nullable String needless(DrainContext context) {
		if (!this.requests.used()) {
			return "No request was ever served";
		}
		if (!context.exiting() && context.reason() != DrainReason.MAINTENANCE) {
			return "Only the application context is closed";
		}
		if (!this.probes.recent() && !this.platform.routes()) {
			return "No client probed readiness in the last minute";
		}
		if (context.reason() == DrainReason.CLOSE && !this.probes.anyRegular() && !this.platform.routes()) {
			// A process that ends by itself after a single look at its health, as tests
			// do.
			return "No client probes readiness regularly";
		}
		return null;
	}

}
