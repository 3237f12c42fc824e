/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * A participant whose work a test writes down.
 */
final class StubParticipant implements DrainParticipant {

	private final String name;

	private final DrainPhase phase;

	private final Set<String> after;

	private final Work work;

	/** What a participant does. */
	interface Work {

		DrainResult drain(DrainContext context) throws Exception;

	}

	private StubParticipant(String name, DrainPhase phase, Set<String> after, Work work) {
		this.name = name;
		this.phase = phase;
		this.after = after;
		this.work = work;
	}

	static StubParticipant of(String name, DrainPhase phase, Work work) {
		return new StubParticipant(name, phase, Set.of(), work);
	}

	static StubParticipant of(String name, DrainPhase phase) {
		return of(name, phase, (context) -> DrainResult.completed("Done"));
	}

	StubParticipant runsAfter(String... names) {
		return new StubParticipant(this.name, this.phase, Set.of(names), this.work);
	}

	/**
	 * Waits for a latch whatever happens to its thread.
	 */
	static Work ignoringInterrupts(CountDownLatch latch) {
		return (context) -> {
			while (true) {
				try {
					latch.await();
					return DrainResult.completed("Too late");
				}
				catch (InterruptedException ex) {
					// This is the kind of code that a drain must survive.
					continue;
				}
			}
		};
	}

	static Work hanging(CountDownLatch latch) {
		return (context) -> {
			latch.await();
			return DrainResult.completed("Woken");
		};
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public DrainPhase phase() {
		return this.phase;
	}

	@Override
	public Set<String> after() {
		return this.after;
	}

	@Override
	public DrainResult drain(DrainContext context) throws Exception {
		return this.work.drain(context);
	}

}
