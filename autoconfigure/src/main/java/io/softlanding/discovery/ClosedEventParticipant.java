/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.discovery;

import java.util.Set;
import java.util.function.Predicate;

import io.softlanding.discovery.DiscoveryProperties.ClosedEvent;
import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.AbstractApplicationContext;

/**
 * Publishes the {@link ContextClosedEvent} to the application's listeners right before
 * the web server closes its port, as Spring Boot does: some of them remove the instance
 * from a service registry.
 */
final class ClosedEventParticipant implements DrainParticipant {

	private final AbstractApplicationContext context;

	private final ClosedEvent timing;

	/** Takes what is to run on the thread that closes the context, if there is one. */
	private final Predicate<Runnable> closingThread;

	ClosedEventParticipant(AbstractApplicationContext context, ClosedEvent timing, Predicate<Runnable> closingThread) {
		this.context = context;
		this.timing = timing;
		this.closingThread = closingThread;
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
				this.timing == ClosedEvent.BEFORE_INTAKE);
		if (!this.closingThread.test(publication)) {
			// Not a thread of the drain: what listeners do is work of the application.
			Thread thread = new Thread(publication, "softlanding-closed-event");
			thread.setDaemon(true);
			thread.setContextClassLoader(this.context.getClassLoader());
			thread.start();
		}
		context.progress("waiting for listeners of ContextClosedEvent");
		return publication.await(context.remaining());
	}

}
