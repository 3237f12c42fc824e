/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Starts tasks.
 */
@RestController
class TaskController {

	private final AsyncTaskExecutor executor;

	private final AtomicInteger ended = new AtomicInteger();

	TaskController(AsyncTaskExecutor applicationTaskExecutor) {
		this.executor = applicationTaskExecutor;
	}

	@GetMapping("/tasks")
	String tasks(@RequestParam int count, @RequestParam int ms) {
		for (int i = 0; i < count; i++) {
			this.executor.execute(() -> run(ms, count));
		}
		FaultyApplication.say("SUBMITTED");
		return "submitted";
	}

	/** Starts a task when it is nearly over itself. */
	@GetMapping("/task-at-the-end")
	String taskAtTheEnd(@RequestParam int ms) throws InterruptedException {
		FaultyApplication.say("WORKING");
		Thread.sleep(ms);
		this.executor.execute(() -> run(ms, 1));
		return "done";
	}

	@GetMapping("/stuck-tasks")
	String stuckTasks() {
		for (int i = 0; i < 100; i++) {
			this.executor.execute(() -> FaultyApplication.hang());
		}
		FaultyApplication.say("SUBMITTED");
		return "submitted";
	}

	private void run(int ms, int count) {
		try {
			Thread.sleep(ms);
		}
		catch (InterruptedException ex) {
			FaultyApplication.say("INTERRUPTED");
		}
		if (this.ended.incrementAndGet() == count) {
			FaultyApplication.say("ALL TASKS ENDED");
		}
	}

}
