package io.softlanding.web;

import java.util.List;

import org.apache.catalina.Engine;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.tomcat.util.threads.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * The embedded Tomcat, reached through the listener of its one web application, which
 * sees it before it starts.
 */
final class TomcatServer implements ServerQueue {

	/** A request that is stuck has been waited for; two seconds more do not help it. */
	private static final int UNLOAD_DELAY_MILLIS = 100;

	/** Tomcat's, which an application may have changed. */
	private static final long DEFAULT_UNLOAD_DELAY_MILLIS = 2000;

	private static final String TERMINATION = "executorTerminationTimeoutMillis";

	private final InFlightRequests requests;

	private volatile @Nullable StandardContext context;

	TomcatServer(InFlightRequests requests) {
		this.requests = requests;
	}

	void lifecycleEvent(LifecycleEvent event) {
		if (Lifecycle.BEFORE_START_EVENT.equals(event.getType())
				&& event.getLifecycle() instanceof StandardContext starting) {
			this.context = starting;
			// Servlets read it when they are loaded.
			if (starting.getUnloadDelay() == DEFAULT_UNLOAD_DELAY_MILLIS) {
				starting.setUnloadDelay(UNLOAD_DELAY_MILLIS);
			}
			starting.getPipeline().addValve(new InFlightValve(this.requests));
			connectors().stream()
				.filter((connector) -> connector.getProperty(TERMINATION) == null)
				.forEach((connector) -> connector.setProperty(TERMINATION, "0"));
		}
		else if (Lifecycle.CONFIGURE_START_EVENT.equals(event.getType())
				&& event.getLifecycle() instanceof StandardContext starting) {
			starting.getServletContext().setAttribute(InFlightFilter.ENDED_BY_SERVER, true);
		}
	}

	List<Connector> connectors() {
		StandardContext context = this.context;
		if (context == null || !(context.getParent().getParent() instanceof Engine engine)) {
			return List.of();
		}
		return List.of(engine.getService().findConnectors());
	}

	@Override
	public long waiting() {
		return connectors().stream().mapToLong((connector) -> {
			ThreadPoolExecutor executor = executor(connector);
			return (executor != null) ? executor.getQueue().size() : 0;
		}).sum();
	}

	@Override
	public boolean busy() {
		return connectors().stream().anyMatch((connector) -> {
			ThreadPoolExecutor executor = executor(connector);
			// Virtual threads, and whatever else is not Tomcat's own, do not tell.
			return executor == null || executor.getSubmittedCount() > 0;
		});
	}

	private static @Nullable ThreadPoolExecutor executor(Connector connector) {
		return (connector.getProtocolHandler().getExecutor() instanceof ThreadPoolExecutor executor) ? executor : null;
	}

}
