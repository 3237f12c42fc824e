/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.defect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import io.softlanding.defect.Orders.Order;
import io.softlanding.drain.DrainStartedEvent;
import jakarta.annotation.PreDestroy;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Defects of a drain, each in the profile of its name. That readiness is not in what the
 * load balancer probes is another one, which needs no code.
 */
final class Defects {

	private Defects() {
	}

	private static Thread daemon(Runnable task) {
		Thread thread = new Thread(task, "defect");
		thread.setDaemon(true);
		return thread;
	}

	/** Waits, deaf to interrupts. */
	private static void block() {
		new Semaphore(0).acquireUninterruptibly();
	}

	@Profile("blocking-pre-destroy")
	static class BlockingPreDestroy {

		@PreDestroy
		void destroy() {
			block();
		}

	}

	@Profile("executor-drops-tasks")
	@RestController
	static class ExecutorDropsTasks {

		private final ExecutorService executor = Executors.newSingleThreadExecutor(Defects::daemon);

		private final Orders orders;

		ExecutorDropsTasks(Orders orders) {
			this.orders = orders;
		}

		@PostMapping("/executor")
		Order order() {
			Order order = Order.next("executor");
			this.executor.execute(() -> {
				block();
				store(this.orders, order);
			});
			return order;
		}

	}

	@Profile("commit-after-response")
	@RestController
	static class CommitAfterResponse {

		private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1, Defects::daemon);

		private final Orders orders;

		CommitAfterResponse(Orders orders) {
			this.orders = orders;
		}

		@PostMapping("/batch")
		Order order() {
			Order order = Order.next("batch");
			var unused = this.timer.schedule(() -> store(this.orders, order), 5, TimeUnit.MINUTES);
			return order;
		}

	}

	@Profile("written-twice")
	@RestController
	static class WrittenTwice {

		private final Queue<Order> buffer = new ConcurrentLinkedQueue<>();

		private final Orders orders;

		WrittenTwice(Orders orders) {
			this.orders = orders;
		}

		@PostMapping("/twice")
		Order order() {
			Order order = Order.next("twice");
			this.buffer.add(order);
			return order;
		}

		@PreDestroy
		@EventListener(ContextClosedEvent.class)
		void flush() {
			this.buffer.forEach((order) -> store(this.orders, order));
		}

	}

	@Profile("exit-in-handler")
	@RestController
	static class ExitInHandler {

		@PostMapping("/exit")
		void exit() {
			System.exit(0);
		}

	}

	@Profile("lock-not-released")
	@RestController
	static class LockNotReleased {

		private final Semaphore lock = new Semaphore(1);

		@PostMapping("/lock")
		Order order() {
			this.lock.acquireUninterruptibly();
			return Order.next("lock");
		}

	}

	@Profile("transaction-not-ended")
	@RestController
	static class TransactionNotEnded {

		private final DataSource dataSource;

		TransactionNotEnded(DataSource dataSource) {
			this.dataSource = dataSource;
		}

		@PostMapping("/transaction")
		void begin() throws SQLException {
			try (Connection connection = this.dataSource.getConnection();
					Statement statement = connection.createStatement()) {
				connection.setAutoCommit(false);
				statement.execute("SELECT 1");
				block();
			}
		}

	}

	@Profile("refuses-early")
	static class RefusesEarly {

		private volatile boolean draining;

		@EventListener
		void drains(DrainStartedEvent event) {
			this.draining = true;
		}

		@Bean
		Filter refusal() {
			return (request, response, chain) -> {
				if (this.draining && response instanceof HttpServletResponse http
						&& request instanceof HttpServletRequest call && call.getRequestURI().startsWith("/orders")) {
					http.setStatus(500);
					return;
				}
				chain.doFilter(request, response);
			};
		}

	}

	@Profile("thread-not-ended")
	static class ThreadNotEnded {

		private final ExecutorService executor = Executors.newSingleThreadExecutor();

		ThreadNotEnded() {
			this.executor.execute(() -> {
			});
		}

	}

	@Profile("child-not-ended")
	static class ChildNotEnded {

		ChildNotEnded() throws IOException {
			new ProcessBuilder("sleep", "600").start();
		}

	}

	@Profile("connection-not-closed")
	static class ConnectionNotClosed {

		private final Socket socket;

		ConnectionNotClosed(@Value("${defect.port}") int port) throws IOException {
			this.socket = new Socket("localhost", port);
		}

		boolean isOpen() {
			return this.socket.isConnected();
		}

	}

	private static void store(Orders orders, Order order) {
		try {
			orders.store(order);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
