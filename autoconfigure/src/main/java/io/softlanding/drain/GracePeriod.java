package io.softlanding.drain;

import java.time.Duration;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * How long the platform waits between SIGTERM and SIGKILL.
 *
 * @param length the grace period, or {@code null} if nothing is known to kill this
 * process
 * @param preStop what a preStop hook uses of it
 * @param declared whether the user declared it; otherwise it is assumed
 * @param platform what it was assumed for
 */
record GracePeriod(@Nullable Duration length, Duration preStop, boolean declared, Platform platform) {

	static GracePeriod of(DrainProperties properties, Platform platform) {
		Duration preStop = DurationProperty.notNegative("softlanding.drain.pre-stop", properties.preStop());
		if (properties.gracePeriod() != null) {
			return new GracePeriod(
					DurationProperty.positive("softlanding.drain.grace-period", properties.gracePeriod()), preStop,
					true, platform);
		}
		Duration assumed = switch (platform) {
			case KUBERNETES -> Duration.ofSeconds(30);
			case CONTAINER, CLOUD -> Duration.ofSeconds(10);
			case NONE -> null;
		};
		return new GracePeriod(assumed, preStop, false, platform);
	}

	/**
	 * Says what is wrong if the process cannot be gone before the platform kills it.
	 * @param budget the drain's budget
	 * @return a sentence, or {@code null} if everything fits
	 */
	@Nullable String misfit(DrainBudget budget) {
		if (this.length == null || needed(budget).compareTo(this.length) <= 0) {
			return null;
		}
		return "%s is %s, but the drain needs %s: softlanding.drain.timeout %s (halted after %s) and softlanding.drain.pre-stop %s."
			.formatted(this.declared ? "softlanding.drain.grace-period" : "The grace period assumed here",
					DurationProperty.text(this.length), DurationProperty.text(needed(budget)),
					DurationProperty.text(budget.timeout()), DurationProperty.text(budget.haltAfter()),
					DurationProperty.text(this.preStop));
	}

	void verify(DrainBudget budget) {
		String misfit = misfit(budget);
		if (misfit != null && this.declared) {
			throw new InvalidConfigurationException(misfit + " The process would be killed before it has finished.",
					fix(budget));
		}
	}

	String fix(DrainBudget budget) {
		String grant = "Grant at least %s (terminationGracePeriodSeconds, stop_grace_period, TimeoutStopSec) and declare it as softlanding.drain.grace-period"
			.formatted(DurationProperty.text(needed(budget)));
		if (this.length == null) {
			return grant + ".";
		}
		Duration halt = this.length.minus(this.preStop);
		Duration timeout = halt.minus(DrainBudget.HALT_MARGIN);
		if (timeout.isNegative() || timeout.isZero()) {
			return grant + ".";
		}
		String shorter = (budget.timeout().compareTo(timeout) > 0)
				? "softlanding.drain.timeout to " + DurationProperty.text(timeout)
				: "softlanding.drain.halt-after to " + DurationProperty.text(halt);
		return "%s, or set %s.".formatted(grant, shorter);
	}

	private Duration needed(DrainBudget budget) {
		Duration atLeast = budget.timeout().plus(DrainBudget.HALT_MARGIN);
		Duration end = (budget.haltAfter().compareTo(atLeast) > 0) ? budget.haltAfter() : atLeast;
		return end.plus(this.preStop);
	}

	@Override
	public String toString() {
		if (this.length == null) {
			return "none known";
		}
		return DurationProperty.text(this.length)
				+ (this.declared ? " (declared)" : " (assumed: " + this.platform.name().toLowerCase(Locale.ROOT) + ")");
	}

}
