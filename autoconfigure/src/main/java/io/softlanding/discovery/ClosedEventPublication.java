/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.discovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.softlanding.discovery.ClosedEventListener.State;
import io.softlanding.drain.DrainResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationListener;
import org.springframework.context.Lifecycle;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;

/**
 * Calls the listeners of the application with the {@link ContextClosedEvent} of its
 * context, one after the other as Spring does, and keeps Spring from calling them again.
 * When Spring publishes the event it waits for those that have not returned, as it would
 * if it had called them itself.
 *
 * <p>
 * If the application has lifecycle beans of its own that Spring Boot stops before the web
 * server closes its port, all beans of these phases are stopped after that, since they
 * may need the port as well. Otherwise, only message listeners are that the drain stops,
 * and before the event: what they still handle may need the port, and what a listener of
 * the event shuts down.
 *
 * <p>
 * Nothing is published early
 * <ul>
 * <li>without a web server, since there is no port to close,</li>
 * <li>while other beans of Spring run in these phases, such as message listeners that
 * have not stopped in time: their work may need what a listener shuts down,</li>
 * <li>in a context that is being closed, since Spring has published the event. Beans are
 * only stopped early there if no listener waits for the event.</li>
 * </ul>
 */
final class ClosedEventPublication implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(ClosedEventPublication.class);

	/**
	 * What the last participants of a phase have in addition. Messages are waited for in
	 * the next phases too, which need it more.
	 */
	private static final Duration EXTRA = Duration.ofSeconds(1);

	private final AbstractApplicationContext context;

	private final boolean always;

	private final BeansBeforePort beansBeforePort;

	/** Done when the listeners have returned. */
	private final CompletableFuture<Void> called = new CompletableFuture<>();

	/** Done when the beans have stopped too. */
	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	private volatile String needless = "No listener of the application";

	private volatile List<ClosedEventListener> listeners = List.of();

	private volatile List<String> stopped = List.of();

	/** What has been asked to stop, and is not known to have stopped. */
	private volatile List<String> running = List.of();

	/** Whether message listeners are being stopped, and nothing else. */
	private volatile boolean waitingForMessages;

	/** Whether all beans are stopped, and not only message listeners. */
	private volatile boolean all;

	/** Whether the port may be closed, because the time is over. */
	private volatile boolean late;

	ClosedEventPublication(AbstractApplicationContext context, boolean always, BeansBeforePort beansBeforePort) {
		this.context = context;
		this.always = always;
		this.beansBeforePort = beansBeforePort;
	}

	@Override
	public void run() {
		try {
			if (this.context.getEnvironment().getProperty("local.server.port") == null) {
				this.needless = "Published when the context is closed: no web server runs";
				return;
			}
			Map<String, Lifecycle> beans = this.beansBeforePort.running();
			boolean own = beans.values().stream().anyMatch(BeansBeforePort::isOfApplication);
			if (own || this.always) {
				if (publish()) {
					this.called.complete(null);
					stop(own, beans);
				}
				return;
			}
			stop(false, beans);
			beans = this.beansBeforePort.running();
			if (!beans.isEmpty() || this.late && !this.stopped.isEmpty()) {
				this.needless = "Published when the context is closed: these beans run until then: "
						+ String.join(", ", beans.keySet());
			}
			else {
				publish();
			}
		}
		catch (Throwable ex) {
			this.needless = "Published when the context is closed";
			logger.warn("ContextClosedEvent could not be published before the server closes its port", ex);
		}
		finally {
			this.called.complete(null);
			this.ended.complete(null);
		}
	}

	/**
	 * Stops what runs, in the order of Spring.
	 * @param all whether to stop all beans, and not only message listeners
	 */
	private void stop(boolean all, Map<String, Lifecycle> beans) {
		this.all = all;
		this.running = beans.entrySet()
			.stream()
			.filter((bean) -> all || this.beansBeforePort.isListener(bean.getValue()))
			.map(Map.Entry::getKey)
			.toList();
		this.stopped = this.running;
		if (this.stopped.isEmpty()) {
			return;
		}
		this.waitingForMessages = !all;
		try {
			this.running = this.beansBeforePort.stop(all);
		}
		catch (RuntimeException | Error ex) {
			logger.warn("Lifecycle beans could not be stopped before the server closes its port", ex);
		}
		finally {
			this.waitingForMessages = false;
		}
	}

	/** Returns whether nothing has to hear of the event any more. */
	private boolean publish() {
		List<ClosedEventListener> replaced = replace();
		if (this.context.isClosed()) {
			// Spring calls the listener or what stands in its place, whichever it has
			// seen.
			this.needless = "The context is already being closed";
			return replaced.isEmpty();
		}
		this.listeners = replaced;
		ContextClosedEvent event = new ContextClosedEvent(this.context);
		replaced.forEach((listener) -> listener.callEarly(event));
		return true;
	}

	/** Puts something in the place of each listener that passes all other events on. */
	private List<ClosedEventListener> replace() {
		Map<Object, String> beans = new IdentityHashMap<>();
		for (String name : this.context.getBeanNamesForType(ApplicationListener.class, true, false)) {
			if (this.context.getBeanFactory().containsSingleton(name)) {
				beans.put(this.context.getBean(name), name);
			}
		}
		ApplicationEventMulticaster multicaster = this.context.getBean(
				AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME, ApplicationEventMulticaster.class);
		List<ApplicationListener<?>> all = new ArrayList<>(this.context.getApplicationListeners());
		AnnotationAwareOrderComparator.sort(all);
		List<ClosedEventListener> replaced = new ArrayList<>();
		for (ApplicationListener<?> each : all) {
			String name = beans.getOrDefault(each, "");
			ClosedEventListener listener = new ClosedEventListener(each, this.context, this.called);
			if (!name.startsWith("softlanding") && listener.isOfApplication()) {
				this.context.addApplicationListener(listener);
				this.context.removeApplicationListener(each);
				multicaster.removeApplicationListenerBean(name);
				replaced.add(listener);
			}
		}
		return replaced;
	}

	/** Waits until all listeners have returned, or the time is over. */
	DrainResult await(Duration timeout) {
		boolean over = await(timeout.minus(EXTRA).toNanos());
		if (!over && !this.waitingForMessages) {
			over = await(Math.min(timeout.toNanos(), EXTRA.toNanos()));
		}
		this.late = !over;
		List<String> asked = this.stopped;
		if (!over && this.waitingForMessages) {
			return stillListening(asked);
		}
		if (!over && this.all && !asked.isEmpty()) {
			return DrainResult.timedOut("Lifecycle beans had not stopped in time; they are: %s", asked);
		}
		if (!over && this.listeners.isEmpty()) {
			return DrainResult.timedOut("Listeners of ContextClosedEvent not found in time");
		}
		boolean none = this.listeners.stream().allMatch((each) -> each.state() == State.OF_OTHER_EVENTS);
		DrainResult result = none ? null : DeregistrationParticipant.result(names(State.RETURNED), names(State.PENDING),
				names(State.FAILED), "called", "did not return in time", "pending");
		return asked.isEmpty() ? (result != null) ? result : DrainResult.nothingToDo("%s", this.needless)
				: withBeans(result, asked);
	}

	private boolean await(long nanos) {
		try {
			this.ended.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			// What has not returned by now is the result.
		}
		return this.ended.isDone();
	}

	/** The next phases wait for what they handle. */
	private static DrainResult stillListening(List<String> running) {
		return DrainResult
			.assumed("The port is closed; what these beans still handle is assumed not to need it: %s", running)
			.with("running", running);
	}

	private DrainResult withBeans(@Nullable DrainResult listeners, List<String> asked) {
		List<String> running = this.running;
		List<String> stopped = asked.stream().filter((name) -> !running.contains(name)).toList();
		if (running.isEmpty()) {
			return (listeners != null) ? listeners.with("stopped", stopped)
					: DrainResult.completed("Lifecycle beans stopped: %s", stopped);
		}
		DrainResult result = this.all ? DrainResult.partial("Lifecycle beans had not stopped in time: %s", running)
				: stillListening(running);
		if (listeners != null) {
			result = new DrainResult(listeners.outcome().worse(result.outcome()),
					listeners.summary() + "; " + result.summary(), listeners.details());
		}
		return result.with("stopped", stopped).with("running", running);
	}

	private List<String> names(ClosedEventListener.State state) {
		return this.listeners.stream().filter((each) -> each.state() == state).map(ClosedEventListener::name).toList();
	}

}
