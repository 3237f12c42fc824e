/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainReason;

/**
 * What a participant under test is told.
 */
final class StubDrainContext implements DrainContext {

	private final Set<Thread> initiators = ConcurrentHashMap.newKeySet();

	private final List<String> lines = new CopyOnWriteArrayList<>();

	private Supplier<Duration> remaining = () -> Duration.ofMinutes(1);

	private boolean exiting = true;

	private DrainReason reason = DrainReason.SIGTERM;

	StubDrainContext remaining(Supplier<Duration> remaining) {
		this.remaining = remaining;
		return this;
	}

	StubDrainContext reason(DrainReason reason) {
		this.reason = reason;
		return this;
	}

	StubDrainContext exiting(boolean exiting) {
		this.exiting = exiting;
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
		return this.reason;
	}

	@Override
	public Duration remaining() {
		return this.remaining.get();
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
