package io.softlanding.web;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

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

	private final InFlightValve valve;

	private final Map<Connector, TaskCount> counts = new ConcurrentHashMap<>();

	private volatile @Nullable StandardContext context;

	TomcatServer(Arrivals arrivals) {
		this.requests = arrivals.requests();
		this.valve = new InFlightValve(arrivals);
	}

	InFlightValve valve() {
		return this.valve;
	}

	void lifecycleEvent(LifecycleEvent event) {
		if (Lifecycle.BEFORE_START_EVENT.equals(event.getType())
				&& event.getLifecycle() instanceof StandardContext starting) {
			starting(starting);
		}
		else if (Lifecycle.CONFIGURE_START_EVENT.equals(event.getType())
				&& event.getLifecycle() instanceof StandardContext starting) {
			starting.getServletContext().setAttribute(InFlightFilter.COUNTED_BY_SERVER, true);
		}
	}

	private void starting(StandardContext starting) {
		this.context = starting;
		// Servlets read it when they are loaded.
		if (starting.getUnloadDelay() == DEFAULT_UNLOAD_DELAY_MILLIS) {
			starting.setUnloadDelay(UNLOAD_DELAY_MILLIS);
		}
		Engine engine = engine();
		if (engine != null && this.valve.getContainer() == null) {
			// The application has replaced the valves of the engine.
			engine.getPipeline().addValve(this.valve);
		}
		if (Arrays.stream(starting.getPipeline().getValves()).noneMatch(RequestEndValve.class::isInstance)) {
			starting.getPipeline().addValve(new RequestEndValve(this.requests));
		}
		for (Connector connector : connectors()) {
			if (connector.getProperty(TERMINATION) == null) {
				connector.setProperty(TERMINATION, "0");
			}
			Executor executor = connector.getProtocolHandler().getExecutor();
			// One of Tomcat's own is made when the connector starts.
			if (executor != null && !(executor instanceof java.util.concurrent.ThreadPoolExecutor)
					&& !(executor instanceof ThreadPoolExecutor) && !this.counts.containsKey(connector)) {
				TaskCount count = new TaskCount();
				this.counts.put(connector, count);
				connector.getProtocolHandler().setExecutor(count.around(executor));
			}
		}
	}

	private @Nullable Engine engine() {
		StandardContext context = this.context;
		return (context != null && context.getParent() != null
				&& context.getParent().getParent() instanceof Engine engine) ? engine : null;
	}

	List<Connector> connectors() {
		Engine engine = engine();
		return (engine != null) ? List.of(engine.getService().findConnectors()) : List.of();
	}

	@Override
	public boolean isPresent() {
		return this.context != null;
	}

	@Override
	public long waiting() {
		return connectors().stream().mapToLong((connector) -> {
			TaskCount count = this.counts.get(connector);
			if (count != null) {
				return count.waiting();
			}
			Executor executor = connector.getProtocolHandler().getExecutor();
			if (executor instanceof ThreadPoolExecutor pool) {
				return pool.getQueue().size();
			}
			return (executor instanceof java.util.concurrent.ThreadPoolExecutor pool) ? pool.getQueue().size() : 0;
		}).sum();
	}

	@Override
	public boolean busy() {
		long tasks = connectors().stream().mapToLong(this::tasks).sum();
		return tasks > this.valve.management() + this.requests.threads().size();
	}

	private long tasks(Connector connector) {
		TaskCount count = this.counts.get(connector);
		if (count != null) {
			return count.open();
		}
		Executor executor = connector.getProtocolHandler().getExecutor();
		if (executor instanceof ThreadPoolExecutor pool) {
			return pool.getSubmittedCount();
		}
		return (executor instanceof java.util.concurrent.ThreadPoolExecutor pool)
				? pool.getActiveCount() + pool.getQueue().size() : 0;
	}

	/**
	 * What is handed over and not counted reads the head of a request, ends an answer, or
	 * belongs to a WebSocket, which is not waited for.
	 */
	@Override
	public long toRequestNanos() {
		return TimeUnit.SECONDS.toNanos(1);
	}

}
