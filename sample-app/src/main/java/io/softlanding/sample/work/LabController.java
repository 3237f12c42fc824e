/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.work;

import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

import org.springframework.context.annotation.Profile;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Trouble on demand, for the end-to-end tests; never in production.
 */
@RestController
@RequestMapping("/lab")
@Profile("lab")
class LabController {

	private final LabTransactions transactions;

	private final LabLeases leases;

	private final LabPanics panics;

	private final LabTasks tasks;

	private final LabEvents events;

	LabController(LabTransactions transactions, LabLeases leases, LabPanics panics, LabTasks tasks, LabEvents events) {
		this.transactions = transactions;
		this.leases = leases;
		this.panics = panics;
		this.tasks = tasks;
		this.events = events;
	}

	/**
	 * Holds its thread for the whole time and ignores interruption.
	 */
	@PostMapping(path = "/block", produces = MediaType.TEXT_PLAIN_VALUE)
	String block(@RequestParam(defaultValue = "60") @Min(1) @Max(3600) int seconds) {
		long deadline = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
		boolean interrupted = false;
		for (long left = deadline - System.nanoTime(); left > 0; left = deadline - System.nanoTime()) {
			LockSupport.parkNanos(left);
			// Parking returns at once as long as the flag is up.
			interrupted |= Thread.interrupted();
		}
		return "blocked for " + seconds + " s, interrupted: " + interrupted + "\n";
	}

	/**
	 * Lets something escape: out of this request, or out of a thread, an asynchronous
	 * method or a scheduled task that it begins.
	 */
	@PostMapping(path = "/panics", produces = MediaType.TEXT_PLAIN_VALUE)
	String panics(@RequestParam @Pattern(
			regexp = "error|expected|unavailable|fatal|stack-overflow|thread|async|scheduled") String kind) {
		switch (kind) {
			case "thread" -> this.panics.thread();
			case "async" -> this.panics.async();
			case "scheduled" -> this.panics.scheduled();
			default -> this.panics.request(kind);
		}
		return "it will be seen as " + kind + "\n";
	}

	/**
	 * Lets tasks fail at a rate, and returns at once.
	 */
	@PostMapping(path = "/panics/storm", produces = MediaType.TEXT_PLAIN_VALUE)
	String storm(@RequestParam(defaultValue = "100000") @Min(1) @Max(1_000_000) int perSecond,
			@RequestParam(defaultValue = "10") @Min(1) @Max(60) int seconds) {
		this.panics.storm(perSecond, seconds);
		return perSecond + " a second for " + seconds + " s\n";
	}

	/**
	 * Lets something escape out of a route of its own.
	 */
	@GetMapping(path = "/panics/{route}", produces = MediaType.TEXT_PLAIN_VALUE)
	String panicsByPath(@PathVariable String route) {
		this.panics.request(route);
		return "never";
	}

	/**
	 * Inserts a row in a transaction and holds it open: {@code idle}, {@code running} a
	 * statement, or in a {@code lock-wait} for those that are idle.
	 */
	@PostMapping(path = "/transactions", produces = MediaType.TEXT_PLAIN_VALUE)
	String transactions(@RequestParam @Pattern(regexp = "idle|running|lock-wait") String kind,
			@RequestParam(defaultValue = "60") @Min(1) @Max(3600) int seconds,
			@RequestParam(required = false) @Nullable UUID id) {
		UUID row = (id != null) ? id : UUID.randomUUID();
		Duration time = Duration.ofSeconds(seconds);
		switch (kind) {
			case "idle" -> this.transactions.idle(row, time);
			case "running" -> this.transactions.running(row, time);
			default -> this.transactions.lockWait(row, time);
		}
		return "committed " + row + "\n";
	}

	/**
	 * Holds a lease while working for that long, with many writes under its fencing
	 * token.
	 */
	@PostMapping("/leases")
	LabLeases.Work leases(@RequestParam String name, @RequestParam(defaultValue = "60") @Min(0) @Max(3600) int seconds,
			@RequestParam(defaultValue = "2") @Min(1) @Max(60) int ttl,
			@RequestParam(defaultValue = "0") @Min(0) @Max(60) int wait,
			@RequestParam(defaultValue = "10") @Min(1) int pauseMillis) throws InterruptedException {
		return this.leases.work(name, Duration.ofSeconds(ttl), Duration.ofSeconds(wait), Duration.ofSeconds(seconds),
				Duration.ofMillis(pauseMillis));
	}

	/**
	 * Starts tasks that leave a row each, and one job of a thread's own that takes twice
	 * as long.
	 */
	@PostMapping(path = "/tasks", produces = MediaType.TEXT_PLAIN_VALUE)
	String tasks(@RequestParam UUID batch, @RequestParam(defaultValue = "10000") @Min(1) @Max(100_000) int count,
			@RequestParam(defaultValue = "0") @Min(0) @Max(60_000) int millis) throws InterruptedException {
		for (int number = 1; number < count; number++) {
			this.tasks.run(batch, number, millis);
		}
		this.tasks.onOwnThread(batch, count, 2 * millis);
		return count + " tasks\n";
	}

	/**
	 * Sends events for ever.
	 */
	@GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	SseEmitter events() throws IOException {
		return this.events.open();
	}

}
