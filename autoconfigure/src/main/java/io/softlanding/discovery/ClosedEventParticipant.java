/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.discovery;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.softlanding.discovery.DiscoveryProperties.ClosedEvent;
import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import io.softlanding.inflight.Work;
import io.softlanding.inflight.WorkSource;
import io.softlanding.process.BoundedWait;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.AbstractApplicationContext;

/**
 * Publishes the {@link ContextClosedEvent} to the application's listeners right before
 * the web server closes its port, as Spring Boot does: some of them remove the instance
 * from a service registry.
 */
final class ClosedEventParticipant implements DrainParticipant {

	/** How often it is looked whether requests have ended. */
	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	private final AbstractApplicationContext context;

	private final ClosedEvent timing;

	/** Takes what is to run on the thread that closes the context, if there is one. */
	private final Predicate<Runnable> closingThread;

	private final Supplier<Stream<WorkSource>> sources;

	private final Function<Boolean, List<String>> stopBeans;

	/**
	 * Creates a participant that has called nothing.
	 * @param sources of work that may need the beans
	 * @param stopBeans stops the beans that Spring Boot stops right after the event, all
	 * of them or only message listeners, and returns the names of those that have not
	 * stopped
	 */
	ClosedEventParticipant(AbstractApplicationContext context, ClosedEvent timing, Predicate<Runnable> closingThread,
			Supplier<Stream<WorkSource>> sources, Function<Boolean, List<String>> stopBeans) {
		this.context = context;
		this.timing = timing;
		this.closingThread = closingThread;
		this.sources = sources;
		this.stopBeans = stopBeans;
	}

	@Override
	public String name() {
		return "closed-event";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.QUIET_PERIOD;
	}

	@Override
	public Set<String> after() {
		return Set.of(ALL_OTHERS);
	}

	@Override
	public DrainResult drain(DrainContext context) throws InterruptedException {
		if (this.timing == ClosedEvent.AT_CLOSE || context.reason().isReversible()) {
			return DrainResult.nothingToDo("Published when the context is closed");
		}
		ClosedEventPublication publication = new ClosedEventPublication(this.context,
				this.timing == ClosedEvent.BEFORE_INTAKE, new BeansBeforePort(this.context, (all) -> {
					if (all) {
						awaitRunning(context);
					}
					return this.stopBeans.apply(all);
				}));
		if (!this.closingThread.test(publication)) {
			// Not a thread of the drain: what listeners do is work of the application.
			Thread thread = new Thread(publication, "softlanding-closed-event");
			thread.setDaemon(true);
			thread.setContextClassLoader(this.context.getClassLoader());
			thread.start();
		}
		context.progress("waiting for messages, gRPC calls and listeners of ContextClosedEvent");
		return publication.await(context.remaining());
	}

	/** Requests in flight may need the beans: half of the time is theirs. */
	private void awaitRunning(DrainContext context) {
		Duration half = context.remaining().dividedBy(2);
		List<? extends Work> running = this.sources.get()
			.flatMap((source) -> source.running(context::initiatedBy).stream())
			.toList();
		while (!running.stream().allMatch(Work::ended) && !context.forced()
				&& context.remaining().compareTo(half) > 0) {
			context.progress("waiting for requests that may need lifecycle beans");
			BoundedWait.uninterruptibly(new CountDownLatch(1), LOOK_NANOS);
		}
	}

}
