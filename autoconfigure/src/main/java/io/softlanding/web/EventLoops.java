/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import org.jspecify.annotations.Nullable;

/**
 * Knows when event loops have handed over everything that had arrived before, by markers
 * that pass through them behind it. Used by one thread.
 */
final class EventLoops {

	private @Nullable Map<EventLoop, AtomicBoolean> pass;

	/**
	 * Sends markers, or returns whether those have passed that were sent before.
	 * @param blocked threads that wait for this drain
	 */
	boolean passed(Collection<EventLoop> loops, Collection<Thread> blocked) {
		Map<EventLoop, AtomicBoolean> pass = this.pass;
		if (pass == null) {
			Map<EventLoop, AtomicBoolean> begun = new HashMap<>();
			this.pass = begun;
			loops.forEach((loop) -> {
				AtomicBoolean passed = new AtomicBoolean();
				begun.put(loop, passed);
				afterLook(loop, () -> passed.set(true));
			});
			return false;
		}
		if (!pass.entrySet()
			.stream()
			.allMatch((loop) -> loop.getValue().get() || blocked.stream().anyMatch(loop.getKey()::inEventLoop))) {
			return false;
		}
		this.pass = null;
		return true;
	}

	/**
	 * Runs something on a loop when it has done what it is doing, has looked at all of
	 * its connections after that, and has served what it found.
	 */
	static void afterLook(EventLoop loop, Runnable action) {
		if (loop.isShuttingDown()) {
			action.run();
			return;
		}
		Runnable next = () -> loop.execute(action);
		loop.execute(() -> {
			if (loop instanceof SingleThreadEventLoop single) {
				// Tasks that tasks have added may still run in the same round.
				single.executeAfterEventLoopIteration(next);
			}
			else {
				next.run();
			}
		});
	}

}
