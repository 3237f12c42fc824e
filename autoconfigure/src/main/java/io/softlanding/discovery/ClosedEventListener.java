/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.discovery;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aop.support.AopUtils;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ApplicationListenerMethodAdapter;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.context.event.GenericApplicationListenerAdapter;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.OrderUtils;

/**
 * Takes the place of a listener that is called with its context's
 * {@link ContextClosedEvent} before Spring publishes it. Passes all other events on.
 */
final class ClosedEventListener implements GenericApplicationListener {

	private static final Logger logger = LoggerFactory.getLogger(ClosedEventListener.class);

	/** How long the close waits for listeners that were called early. */
	private static final int LONGEST_SECONDS = 10;

	enum State {

		PENDING, RETURNED, FAILED,

		/** A lambda does not tell which events it takes. */
		OF_OTHER_EVENTS

	}

	private final ApplicationListener<?> original;

	private final GenericApplicationListener listener;

	private final ApplicationContext context;

	private final CompletableFuture<Void> allCalled;

	private final AtomicBoolean called = new AtomicBoolean();

	private final Thread thread = Thread.currentThread();

	private volatile State state = State.PENDING;

	/** Creates a listener, on the thread that calls all of them early. */
	ClosedEventListener(ApplicationListener<?> original, ApplicationContext context,
			CompletableFuture<Void> allCalled) {
		this.original = original;
		this.listener = (original instanceof GenericApplicationListener generic) ? generic
				: new GenericApplicationListenerAdapter(original);
		this.context = context;
		this.allCalled = allCalled;
	}

	/**
	 * Whether it hears of the close, and is neither Spring's own nor one that waits for a
	 * transaction to end.
	 */
	boolean isOfApplication() {
		return !name().startsWith("org.springframework.") && !isInherited()
				&& this.listener.supportsEventType(ResolvableType.forClass(ContextClosedEvent.class))
				&& this.listener.supportsSourceType(this.context.getClass());
	}

	/** A scheduler that extends one of Spring's stops in its own time. */
	private boolean isInherited() {
		if (this.original instanceof ApplicationListenerMethodAdapter) {
			return false;
		}
		Class<?> type = AopUtils.getTargetClass(this.original).getSuperclass();
		while (type != null && !type.getName().startsWith("org.springframework.")) {
			type = type.getSuperclass();
		}
		return type != null && ApplicationListener.class.isAssignableFrom(type);
	}

	String name() {
		return (this.original instanceof ApplicationListenerMethodAdapter method
				&& method.getClass() == ApplicationListenerMethodAdapter.class) ? method.getListenerId()
						: AopUtils.getTargetClass(this.original).getName();
	}

	State state() {
		return this.state;
	}

	void callEarly(ContextClosedEvent event) {
		if (!this.called.compareAndSet(false, true)) {
			return;
		}
		try {
			this.listener.onApplicationEvent(event);
			this.state = State.RETURNED;
		}
		catch (Throwable ex) {
			if (ex instanceof ClassCastException
					&& String.valueOf(ex.getMessage()).contains(event.getClass().getName())) {
				this.state = State.OF_OTHER_EVENTS;
				return;
			}
			this.state = State.FAILED;
			logger.warn("Listener {} of ContextClosedEvent failed", name(), ex);
		}
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		if (!(event instanceof ContextClosedEvent) || event.getSource() != this.context) {
			this.listener.onApplicationEvent(event);
			return;
		}
		// A listener may close the context itself.
		if (Thread.currentThread() != this.thread && !areAllCalled()) {
			logger.warn(
					"Listeners of ContextClosedEvent have not returned after {} s; the context is closed without them",
					LONGEST_SECONDS);
		}
		if (this.called.compareAndSet(false, true)) {
			this.listener.onApplicationEvent(event);
			this.state = State.RETURNED;
		}
	}

	/**
	 * Waits in short steps: a thread that waits without a timeout is taken by Spring for
	 * one that is stuck, and a listener may wait for what the closing thread holds.
	 */
	private boolean areAllCalled() {
		for (int second = 0; second < LONGEST_SECONDS; second++) {
			try {
				this.allCalled.get(1, TimeUnit.SECONDS);
				return true;
			}
			catch (TimeoutException ex) {
				// Once more.
			}
			catch (ExecutionException ex) {
				return true;
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return false;
			}
		}
		// The listeners after this one do not wait as long again.
		this.allCalled.complete(null);
		return false;
	}

	@Override
	public boolean supportsEventType(ResolvableType eventType) {
		return this.listener.supportsEventType(eventType);
	}

	@Override
	public boolean supportsSourceType(@Nullable Class<?> sourceType) {
		return this.listener.supportsSourceType(sourceType);
	}

	@Override
	public boolean supportsAsyncExecution() {
		return this.listener.supportsAsyncExecution();
	}

	@Override
	public String getListenerId() {
		return this.listener.getListenerId();
	}

	@Override
	public int getOrder() {
		return (this.original instanceof Ordered ordered) ? ordered.getOrder()
				: OrderUtils.getOrder(AopUtils.getTargetClass(this.original), Ordered.LOWEST_PRECEDENCE);
	}

}
