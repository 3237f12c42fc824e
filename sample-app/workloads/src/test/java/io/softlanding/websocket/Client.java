/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A client of the JDK that notes how its session ends: 1006 if no close frame comes.
 */
final class Client implements WebSocket.Listener {

	static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	final CompletableFuture<Integer> end = new CompletableFuture<>();

	final List<String> received = new CopyOnWriteArrayList<>();

	volatile long endNanos;

	volatile String reason = "";

	private final StringBuilder text = new StringBuilder();

	private final WebSocket socket;

	private final boolean reads;

	private Client(String uri, boolean reads, String... protocols) throws Exception {
		this.reads = reads;
		WebSocket.Builder builder = HTTP.newWebSocketBuilder();
		if (protocols.length > 0) {
			builder.subprotocols(protocols[0]);
		}
		this.socket = builder.buildAsync(URI.create(uri), this).get(20, TimeUnit.SECONDS);
	}

	static Client connect(int port, String path, String... protocols) throws Exception {
		return new Client("ws://localhost:" + port + path, true, protocols);
	}

	/** A client that never reads what it gets. */
	static Client deaf(int port, String path) throws Exception {
		return new Client("ws://localhost:" + port + path, false);
	}

	Client send(String message) throws Exception {
		this.socket.sendText(message, true).get(20, TimeUnit.SECONDS);
		return this;
	}

	int code() throws Exception {
		return this.end.get(60, TimeUnit.SECONDS);
	}

	@Override
	public void onOpen(WebSocket socket) {
		if (this.reads) {
			socket.request(1);
		}
	}

	@Override
	public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
		this.text.append(data);
		if (last) {
			this.received.add(this.text.toString());
			this.text.setLength(0);
		}
		socket.request(1);
		return null;
	}

	@Override
	public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
		this.reason = reason;
		ended(code);
		return null;
	}

	@Override
	public void onError(WebSocket socket, Throwable error) {
		ended(1006);
	}

	private void ended(int code) {
		this.endNanos = System.nanoTime();
		this.end.complete(code);
	}

}
