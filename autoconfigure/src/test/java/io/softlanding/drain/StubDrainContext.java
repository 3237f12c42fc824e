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

/**
 * What the participant is told. Its time runs.
 */
public final class StubDrainContext implements DrainContext {

	private final Set<Thread> drainThreads = ConcurrentHashMap.newKeySet();

	private final Set<Thread> initiators = ConcurrentHashMap.newKeySet();

	private final List<String> lines = new CopyOnWriteArrayList<>();

	private final long endNanos;

	private volatile boolean forced;

	private volatile DrainLook look = DrainLook.LAST;

	public StubDrainContext(Duration budget) {
		this.endNanos = System.nanoTime() + budget.toNanos();
	}

	public StubDrainContext escalated() {
		this.forced = true;
		return this;
	}

	public StubDrainContext at(DrainLook look) {
		this.look = look;
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
		return DrainReason.SIGTERM;
	}

	@Override
	public DrainLook look() {
		return this.look;
	}

	@Override
	public Duration remaining() {
		return Duration.ofNanos(Math.max(0, this.endNanos - System.nanoTime()));
	}

	@Override
	public boolean forced() {
		return this.forced;
	}

	@Override
	public boolean exiting() {
		return true;
	}

	@Override
	public boolean initiatedBy(Thread thread) {
		return this.initiators.contains(thread);
	}

	@Override
	public boolean runsOn(Thread thread) {
		return this.drainThreads.contains(thread);
	}

	@Override
	public void progress(String line) {
		this.lines.add(line);
	}

}
