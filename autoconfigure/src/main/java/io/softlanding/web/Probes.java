package io.softlanding.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import io.softlanding.drain.DurationProperty;
import io.softlanding.drain.NanoClock;
import io.softlanding.drain.StatusSection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clients that probe readiness, how often, and how they were answered. One that
 * probes often enough may be a load balancer, and has to learn of a drain before it goes
 * on; one that probes too seldom for that is taken for a monitor, which is logged long
 * before. May be used by any thread.
 */
final class Probes implements StatusSection {

	static final long RECENT_NANOS = TimeUnit.MINUTES.toNanos(1);

	/** Addresses are the callers' to choose. */
	static final int MOST_PROBERS = 64;

	private static final int MOST_SHOWN = 20;

	private static final int MOST_WARNINGS = 10;

	private static final int LONGEST_TEXT = 64;

	/** How many of its intervals a prober may miss. */
	private static final int MISSED = 3;

	private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final Logger logger = LoggerFactory.getLogger(Probes.class);

	private final NanoClock clock;

	private final QuietPeriod period;

	/** Guarded by this. */
	private final Map<String, Prober> probers = new HashMap<>();

	/** Guarded by this. */
	private int warnings;

	/** Guarded by this. */
	private boolean draining;

	/** Guarded by this. */
	private boolean seen;

	/** Guarded by this. */
	private long lastNanos;

	Probes(NanoClock clock, QuietPeriod period) {
		this.clock = clock;
		this.period = period;
	}

	/**
	 * Notes the answer to a probe.
	 * @param address where it came from
	 * @param agent what its client calls itself
	 * @param refused whether the answer was that this instance is not ready
	 */
	void answered(@Nullable String address, @Nullable String agent, boolean refused) {
		Prober monitor = null;
		long interval = 0;
		synchronized (this) {
			long now = this.clock.nanoTime();
			this.seen = true;
			this.lastNanos = now;
			Prober prober = prober(shortened(address), shortened(agent));
			prober.answered(now, refused, this.draining);
			if (isMonitor(prober) && this.warnings < MOST_WARNINGS && prober.takeWarning()) {
				this.warnings++;
				monitor = prober;
				interval = prober.intervalNanos();
			}
		}
		if (monitor != null) {
			warn(monitor, Duration.ofNanos(interval));
		}
	}

	private void warn(Prober monitor, Duration interval) {
		Duration needed = Duration.ofSeconds(interval.multipliedBy(this.period.refusals()).toSeconds() + 1);
		logger.warn(
				"{} asks for readiness every {}: {} answers do not fit into softlanding.web.quiet-period.max, {}. "
						+ "It is taken for a monitor, and no drain waits for it. If it is a load balancer, "
						+ "let it ask more often, or set softlanding.web.quiet-period.max to {} or more.",
				monitor, DurationProperty.text(Duration.ofMillis(interval.toMillis())), this.period.refusals(),
				DurationProperty.text(this.period.max()), DurationProperty.text(needed));
	}

	private static String shortened(@Nullable String text) {
		if (text == null) {
			return "unknown";
		}
		String visible = text.replaceAll("[^\\x20-\\x7e]", "?");
		return (visible.length() > LONGEST_TEXT) ? visible.substring(0, LONGEST_TEXT) : visible;
	}

	private Prober prober(String address, String agent) {
		String key = address + ' ' + agent;
		Prober known = this.probers.get(key);
		if (known == null) {
			if (this.probers.size() >= MOST_PROBERS) {
				forgetOne();
			}
			known = new Prober(address, agent);
			this.probers.put(key, known);
		}
		return known;
	}

	/**
	 * Forgets the one that has been silent for longest, rather one that has asked once:
	 * probes from a thousand addresses must not make a balancer forgotten.
	 */
	private void forgetOne() {
		long now = this.clock.nanoTime();
		this.probers.entrySet()
			.stream()
			.max(Comparator.comparing((Map.Entry<String, Prober> prober) -> !prober.getValue().isRegular())
				.thenComparing((prober) -> prober.getValue().silentNanos(now)))
			.map(Map.Entry::getKey)
			.ifPresent(this.probers::remove);
	}

	/**
	 * Whether any client has probed within the last minute.
	 * @return {@code true} if a balancer has to be expected
	 */
	synchronized boolean recent() {
		return this.seen && this.clock.nanoTime() - this.lastNanos < RECENT_NANOS;
	}

	/** Whether a client has probed more than once, as load balancers do. */
	synchronized boolean anyRegular() {
		return this.probers.values().stream().anyMatch(Prober::isRegular);
	}

	/** From here on readiness is refused for good. */
	synchronized void announce() {
		this.draining = true;
	}

	/** The drain is undone. */
	synchronized void resume() {
		this.draining = false;
		this.probers.values().forEach(Prober::forgetDrain);
	}

	/**
	 * Returns who has to be waited for: who may be a balancer and was not refused often
	 * enough yet. One that stays away for some of its intervals has left.
	 * @return what they are called
	 */
	List<String> unaware() {
		return named((prober) -> isBalancer(prober) && prober.refusedInRow() < this.period.refusals()
				&& !neverRefused(prober));
	}

	/** Returns who has been refused as often as it has to. */
	List<String> aware() {
		return named((prober) -> isBalancer(prober) && prober.refusedInRow() >= this.period.refusals());
	}

	/**
	 * Returns the clients whose probes find the instance ready although it drains: what
	 * they ask for does not know readiness, and waiting would not help.
	 * @return what they are called
	 */
	List<String> neverRefused() {
		return named((prober) -> isBalancer(prober) && neverRefused(prober));
	}

	private boolean neverRefused(Prober prober) {
		return prober.refusedInRow() == 0 && prober.acceptedDraining() >= this.period.refusals();
	}

	private boolean isBalancer(Prober prober) {
		return longestNanos() > 0 && !prober.isKubelet() && !isMonitor(prober)
				&& prober.silentNanos(this.clock.nanoTime()) <= patienceNanos(prober);
	}

	/**
	 * A client that was seen once may come back just in time, and another one may probe
	 * more often under the same name.
	 */
	private long patienceNanos(Prober prober) {
		return prober.isRegular() ? MISSED * Math.min(prober.longestGapNanos(), longestNanos()) + LATE_NANOS
				: longestNanos();
	}

	private boolean isMonitor(Prober prober) {
		return longestNanos() > 0 && !prober.isKubelet() && prober.isMonitor(longestNanos());
	}

	/**
	 * Returns the longest interval of a balancer.
	 * @return nanoseconds; 0 if no balancer is waited for
	 */
	private long longestNanos() {
		return (this.period.refusals() > 0) ? this.period.max().toNanos() / this.period.refusals() : 0;
	}

	private synchronized List<String> named(Predicate<Prober> rule) {
		return this.probers.values().stream().filter(rule).map(Prober::toString).sorted().toList();
	}

	@Override
	public String name() {
		return "probers";
	}

	@Override
	public synchronized Map<String, Object> status() {
		long now = this.clock.nanoTime();
		List<Map<String, Object>> shown = new ArrayList<>();
		this.probers.values()
			.stream()
			.sorted(Comparator.comparingLong(Prober::answers).reversed())
			.limit(MOST_SHOWN)
			.forEach((prober) -> shown.add(prober.status(kind(prober), now)));
		return Map.of("known", this.probers.size(), "most", shown);
	}

	private String kind(Prober prober) {
		if (prober.isKubelet()) {
			return "kubelet";
		}
		if (isMonitor(prober)) {
			return "monitor";
		}
		if (!prober.isRegular()) {
			return "unknown";
		}
		return isBalancer(prober) ? "balancer" : "gone";
	}

}
