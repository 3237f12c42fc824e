package io.softlanding.panic;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * {@code softlanding.panics} by severity and source, all of them from the start, and
 * {@code softlanding.panics.unreported}.
 */
final class PanicMetrics implements MeterBinder {

	private final PanicCounts counts;

	private final PanicReporters reporters;

	PanicMetrics(PanicCounts counts, PanicReporters reporters) {
		this.counts = counts;
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
		FunctionCounter.builder("softlanding.panics.unreported", this.reporters, PanicReporters::dropped)
			.description("Reports of panics that were dropped because a reporter was too slow")
			.register(registry);
	}

}
