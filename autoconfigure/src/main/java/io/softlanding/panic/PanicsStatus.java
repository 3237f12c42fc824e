package io.softlanding.panic;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.softlanding.drain.StatusSection;

/**
 * The panics in the shutdown status and in the exit report: numbers only.
 */
final class PanicsStatus implements StatusSection {

	private final PanicCounts counts;

	private final PanicWindow window;

	private final PanicReporters reporters;

	private final List<StatusPart> parts;

	PanicsStatus(PanicCounts counts, PanicWindow window, PanicReporters reporters, List<StatusPart> parts) {
		this.counts = counts;
		this.window = window;
		this.reporters = reporters;
		this.parts = parts;
	}

	@Override
	public String name() {
		return "panics";
	}

	@Override
	public Map<String, Object> status() {
		PanicWindow.Counts lastMinute = this.window.counts();
		Map<String, Object> status = new LinkedHashMap<>();
		status.put("total", this.counts.total());
		status.put("bySeverity", this.counts.bySeverity());
		Map<String, Object> window = new LinkedHashMap<>();
		window.put("panics", lastMinute.panics());
		window.put("requests", lastMinute.requests());
		window.put("failedRequests", lastMinute.failedRequests());
		window.put("failedRoutes", lastMinute.failedRoutes());
		status.put("lastMinute", window);
		status.put("unreported", this.reporters.dropped());
		this.parts.forEach((part) -> part.describe(status));
		return status;
	}

}
