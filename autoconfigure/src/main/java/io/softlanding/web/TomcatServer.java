/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.softlanding.config.Parts;
import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainResult;
import io.softlanding.inflight.RequestEnd;
import io.softlanding.inflight.UpgradedConnections;
import org.apache.catalina.Engine;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.LifecycleListener;
import org.apache.catalina.Valve;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.Processor;
import org.apache.coyote.UpgradeToken;
import org.apache.tomcat.util.net.AbstractEndpoint;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.apache.tomcat.util.threads.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.web.server.WebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/**
 * The embedded Tomcat, reached through the listener of its one web application, which
 * sees it before it starts.
 */
final class TomcatServer implements ServerQueue, Parts, WebServerFactoryCustomizer<WebServerFactory>, Ordered {

	/** A request that is stuck has been waited for; two seconds more do not help it. */
	private static final int UNLOAD_DELAY_MILLIS = 100;

	/** Tomcat's, which an application may have changed. */
	private static final long DEFAULT_UNLOAD_DELAY_MILLIS = 2000;

	/** What a request may take to cross the first GOAWAY, as long as Tomcat serves it. */
	private static final long CROSSING_NANOS = TimeUnit.MILLISECONDS.toNanos(1100);

	private static final String HTTP2 = "org.apache.coyote.http2.";

	private static final String TERMINATION = "executorTerminationTimeoutMillis";

	private final InFlightRequests requests;

	private final InFlightValve valve;

	private final Map<Connector, TaskCount> counts = new ConcurrentHashMap<>();

	private volatile @Nullable StandardContext context;

	/**
	 * Connections that were seen to be of HTTP/2, which does not show while one of their
	 * frames is being read.
	 */
	private final Set<SocketWrapperBase<?>> http2 = ConcurrentHashMap.newKeySet();

	private volatile long goAwayNanos;

	private volatile boolean leaving;

	/** Asked when Tomcat starts: they need what needs this. */
	private final Supplier<List<RequestEnd>> listeners;

	/** Asked when a drain looks at the threads: they may need what needs this. */
	private final Supplier<List<UpgradedConnections>> upgraded;

	TomcatServer(Arrivals arrivals, Supplier<List<RequestEnd>> listeners,
			Supplier<List<UpgradedConnections>> upgraded) {
		this.listeners = listeners;
		this.upgraded = upgraded;
		this.requests = arrivals.requests();
		this.valve = new InFlightValve(arrivals);
	}

	@Override
	public List<?> parts() {
		return List.of(new IntakeParticipant("tomcat-intake", this::closeIntake));
	}

	/** Before others: what they add may hold requests. */
	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public void customize(WebServerFactory factory) {
		ServerCustomizer.add(factory, "addEngineValves", new Valve[] { this.valve });
		ServerCustomizer.add(factory, "addContextLifecycleListeners", new LifecycleListener[] { this::lifecycleEvent });
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
			List<RequestEnd> listeners = this.listeners.get();
			starting.getPipeline().addValve(new RequestEndValve(this.requests, listeners));
			listeners.forEach(RequestEnd::observed);
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
		long waiting = 0;
		for (Connector connector : connectors()) {
			TaskCount count = this.counts.get(connector);
			Executor executor = connector.getProtocolHandler().getExecutor();
			if (count != null) {
				waiting += count.waiting();
			}
			else if (executor instanceof ThreadPoolExecutor pool) {
				waiting += pool.getQueue().size();
			}
			else if (executor instanceof java.util.concurrent.ThreadPoolExecutor pool) {
				waiting += pool.getQueue().size();
			}
		}
		return waiting;
	}

	@Override
	public boolean busy() {
		if (crossing()) {
			return true;
		}
		long tasks = 0;
		for (Connector connector : connectors()) {
			tasks += tasks(connector);
		}
		long known = this.valve.management() + this.requests.threads().size();
		return tasks > known
				&& tasks > known + this.upgraded.get().stream().mapToInt(UpgradedConnections::threads).sum();
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

	DrainResult closeIntake(DrainContext context) throws InterruptedException {
		List<Connector> connectors = connectors();
		if (connectors.isEmpty()) {
			return DrainResult.nothingToDo("Tomcat does not listen");
		}
		List<Integer> ports = connectors.stream().map(Connector::getLocalPort).toList();
		boolean taken = true;
		try {
			for (Connector connector : connectors) {
				taken &= TomcatBacklog.take(connector, context.remaining().dividedBy(2));
			}
		}
		finally {
			connectors.forEach((connector) -> connector.getProtocolHandler().closeServerSocketGraceful());
			sendGoAway();
		}
		return taken ? DrainResult.completed("No new connection on port %s", ports) : DrainResult
			.partial("No new connection on port %s, and some pending connections were not accepted", ports);
	}

	/**
	 * Tells clients of HTTP/2, who know no {@code Connection: close}, to open new streams
	 * elsewhere. Those that are on their way for a second longer are served, and other
	 * protocols hear nothing.
	 */
	private void sendGoAway() {
		http2();
		this.goAwayNanos = System.nanoTime();
		for (Connector connector : connectors()) {
			if (connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol) {
				protocol.getHandler().pause();
			}
		}
		this.leaving = true;
	}

	/** Whether clients of HTTP/2 may have streams on their way. */
	private boolean crossing() {
		return this.leaving && System.nanoTime() - this.goAwayNanos < CROSSING_NANOS && !http2().isEmpty();
	}

	/**
	 * Tells clients of HTTP/2 which stream was the last, and closes their connections.
	 * Tomcat does so only when another stream is opened.
	 */
	@Override
	public void close() {
		if (this.leaving) {
			for (SocketWrapperBase<?> connection : http2()) {
				connection.processSocket(SocketEvent.TIMEOUT, true);
			}
		}
	}

	/** Without lambdas, whose first use takes longer than the rest of the phase's end. */
	private List<SocketWrapperBase<?>> http2() {
		for (Connector connector : connectors()) {
			AbstractEndpoint<?, ?> endpoint = TomcatBacklog.endpoint(connector);
			if (endpoint != null) {
				for (SocketWrapperBase<?> connection : TomcatBacklog.connections(endpoint)) {
					if (connection.getCurrentProcessor() instanceof Processor processor
							&& isHttp2(processor.getUpgradeToken())) {
						this.http2.add(connection);
					}
				}
			}
		}
		List<SocketWrapperBase<?>> open = new ArrayList<>();
		for (SocketWrapperBase<?> connection : this.http2) {
			if (!connection.isClosed()) {
				open.add(connection);
			}
		}
		return open;
	}

	/** Its handlers are not public. */
	private static boolean isHttp2(@Nullable UpgradeToken token) {
		return token != null && token.getHttpUpgradeHandler().getClass().getName().startsWith(HTTP2);
	}

	/**
	 * What is handed over and not counted reads the head of a request, ends an answer, or
	 * belongs to a WebSocket, which is not waited for.
	 */
	@Override
	public long toRequestNanos() {
		return crossing() ? Long.MAX_VALUE : TimeUnit.SECONDS.toNanos(1);
	}

}
