/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * What a participant under test is told.
 */
public class StubDrainContext implements DrainContext {

	private final Set<Thread> drainThreads = ConcurrentHashMap.newKeySet();

	private final Set<Thread> initiators = ConcurrentHashMap.newKeySet();

	private final List<String> lines = new CopyOnWriteArrayList<>();

	private volatile Supplier<Duration> remaining;

	private volatile boolean exiting = true;

	private volatile boolean forced;

	private volatile DrainReason reason = DrainReason.SIGTERM;

	private volatile DrainPass pass = DrainPass.LAST;

	/** A minute is left, always. */
	public StubDrainContext() {
		this.remaining = () -> Duration.ofMinutes(1);
	}

	/** Its time runs. */
	public StubDrainContext(Duration budget) {
		long endNanos = System.nanoTime() + budget.toNanos();
		this.remaining = () -> Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
	}

	public StubDrainContext remaining(Supplier<Duration> remaining) {
		this.remaining = remaining;
		return this;
	}

	public StubDrainContext exiting(boolean exiting) {
		this.exiting = exiting;
		return this;
	}

	public StubDrainContext forced(boolean forced) {
		this.forced = forced;
		return this;
	}

	public StubDrainContext reason(DrainReason reason) {
		this.reason = reason;
		return this;
	}

	public StubDrainContext pass(DrainPass pass) {
		this.pass = pass;
		return this;
	}

	public StubDrainContext drainThread(Thread thread) {
		this.drainThreads.add(thread);
		return this;
	}

	public StubDrainContext initiator(Thread thread) {
		this.initiators.add(thread);
		return this;
	}

	public List<String> lines() {
		return this.lines;
	}

	@Override
	public DrainReason reason() {
		return this.reason;
	}

	@Override
	public DrainPass pass() {
		return this.pass;
	}

	@Override
	public Duration remaining() {
		return this.remaining.get();
	}

	@Override
	public boolean forced() {
		return this.forced;
	}

	@Override
	public boolean exiting() {
		return this.exiting;
	}

	@Override
	public boolean initiatedBy(Thread thread) {
		return this.initiators.contains(thread);
	}

	@Override
	public boolean runsOn(Thread thread) {
		return this.drainThreads.contains(thread) || DrainContext.super.runsOn(thread);
	}

	@Override
	public void progress(String line) {
		this.lines.add(line);
	}

}
