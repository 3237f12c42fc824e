/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.awaitility.Awaitility;

/**
 * A service registry that notes what it is told, and does something before it answers
 * that an instance is down.
 */
final class RegistryServer implements AutoCloseable {

	private final List<String> calls = new CopyOnWriteArrayList<>();

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final HttpServer server;

	private volatile Runnable whenDown = () -> {
	};

	RegistryServer() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(this.executor);
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	private void handle(HttpExchange exchange) throws IOException {
		String call = exchange.getRequestMethod() + " " + exchange.getRequestURI();
		exchange.getRequestBody().readAllBytes();
		if (!call.startsWith("PUT")) {
			this.calls.add(call);
		}
		if (call.endsWith("=DOWN")) {
			this.whenDown.run();
		}
		exchange.sendResponseHeaders(204, -1);
		exchange.close();
	}

	RegistryServer whenDown(Runnable whenDown) {
		this.whenDown = whenDown;
		return this;
	}

	String url() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort() + "/";
	}

	List<String> calls() {
		return this.calls;
	}

	RegistryServer await(String call) {
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> this.calls.contains(call));
		return this;
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.executor.shutdownNow();
	}

}
