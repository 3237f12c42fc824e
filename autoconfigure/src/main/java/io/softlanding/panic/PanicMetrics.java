package io.softlanding.panic;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * {@code softlanding.panics} by severity and source, all of them from the start,
 * {@code softlanding.panics.recent} and {@code softlanding.panics.unreported}.
 */
final class PanicMetrics implements MeterBinder {

	private final PanicCounts counts;

	private final PanicWindow window;

	private final FleetExchange fleet;

	private final PanicReporters reporters;

	PanicMetrics(PanicCounts counts, PanicWindow window, FleetExchange fleet, PanicReporters reporters) {
		this.counts = counts;
		this.window = window;
		this.fleet = fleet;
		this.reporters = reporters;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (PanicSeverity severity : PanicSeverity.values()) {
			for (PanicSource source : PanicSource.values()) {
				FunctionCounter.builder("softlanding.panics", this.counts, (counts) -> counts.of(severity, source))
					.description("What nobody handled")
					.tag("severity", severity.text())
					.tag("source", source.text())
					.register(registry);
			}
		}
		Gauge.builder("softlanding.panics.recent", this.window, (window) -> window.counts().panics())
			.description("Failures of the last minute; of all instances together, unless that is not known")
			.tag("scope", "instance")
			.register(registry);
		Gauge.builder("softlanding.panics.recent", this.fleet, PanicMetrics::lastMinute)
			.description("Failures of the last minute; of all instances together, unless that is not known")
			.tag("scope", "application")
			.register(registry);
		FunctionCounter.builder("softlanding.panics.unreported", this.reporters, PanicReporters::dropped)
			.description("Reports of panics that were dropped because a reporter was too slow")
			.register(registry);
	}

	private static double lastMinute(FleetExchange exchange) {
		Fleet fleet = exchange.current();
		return (fleet != null) ? fleet.lastMinute() : Double.NaN;
	}

}
