/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.work;

import java.lang.Thread.UncaughtExceptionHandler;
import java.net.ConnectException;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpStatus;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/**
 * Lets one thing escape of each kind.
 */
@Component
@Profile("lab")
class LabPanics {

	private final TaskScheduler scheduler;

	LabPanics(TaskScheduler scheduler) {
		this.scheduler = scheduler;
		if (Thread.getDefaultUncaughtExceptionHandler() == null) {
			// Errors of a storm are counted, not printed.
			Thread.setDefaultUncaughtExceptionHandler((thread, error) -> {
			});
		}
	}

	/** Fails in the request itself. */
	void request(String kind) {
		switch (kind) {
			case "expected" -> throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
			case "unavailable" -> throw new IllegalStateException(new ConnectException("refused on purpose"));
			case "fatal" -> throw new InternalError("on purpose");
			case "stack-overflow" -> overflow(0);
			default -> throw new IllegalStateException("on purpose");
		}
	}

	private static int overflow(int depth) {
		// Never negative, as the compiler cannot know.
		return (depth < 0) ? depth : overflow(depth + 1) + 1;
	}

	void thread() {
		new Thread(() -> fail(), "lab-panic").start();
	}

	@Async
	void async() {
		fail();
	}

	/** Nobody asks its future. */
	@SuppressWarnings("FutureReturnValueIgnored")
	void scheduled() {
		this.scheduler.schedule(() -> fail(), Instant.now());
	}

	/** Lets errors go uncaught at a rate, on a thread that catches up when it is late. */
	void storm(int perSecond, int seconds) {
		new Thread(() -> {
			UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
			long start = System.nanoTime();
			long all = (long) perSecond * seconds;
			for (long thrown = 0; thrown < all; thrown++) {
				if (thrown % 100 == 0) {
					long due = start + thrown * 1_000_000_000L / perSecond;
					LockSupport.parkNanos(due - System.nanoTime());
				}
				handler.uncaughtException(Thread.currentThread(), new IllegalStateException("on purpose"));
			}
		}, "lab-storm").start();
	}

	private static void fail() {
		throw new IllegalStateException("on purpose");
	}

}
