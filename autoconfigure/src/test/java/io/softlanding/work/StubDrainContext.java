/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainLook;
import io.softlanding.drain.DrainReason;

/**
 * What a participant under test is told.
 */
class StubDrainContext implements DrainContext {

	private final Set<Thread> initiators = ConcurrentHashMap.newKeySet();

	private final List<String> lines = new CopyOnWriteArrayList<>();

	private Supplier<Duration> remaining = () -> Duration.ofMinutes(1);

	private boolean exiting = true;

	private DrainLook look = DrainLook.LAST;

	StubDrainContext remaining(Supplier<Duration> remaining) {
		this.remaining = remaining;
		return this;
	}

	StubDrainContext exiting(boolean exiting) {
		this.exiting = exiting;
		return this;
	}

	StubDrainContext look(DrainLook look) {
		this.look = look;
		return this;
	}

	StubDrainContext initiator(Thread thread) {
		this.initiators.add(thread);
		return this;
	}

	List<String> lines() {
		return this.lines;
	}

	@Override
	public DrainReason reason() {
		return DrainReason.SIGTERM;
	}

	@Override
	public Duration remaining() {
		return this.remaining.get();
	}

	@Override
	public DrainLook look() {
		return this.look;
	}

	@Override
	public boolean forced() {
		return false;
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
	public void progress(String line) {
		this.lines.add(line);
	}

}
