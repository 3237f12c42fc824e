/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A server that sends back what it reads, behind the proxy.
 */
class TcpProxyTests {

	private static final int TIMEOUT = 10_000;

	private ServerSocket echo;

	private TcpProxy proxy;

	private Socket client;

	@BeforeEach
	void start() throws IOException {
		this.echo = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
		Balancer.daemons("echo").newThread(this::accept).start();
		this.proxy = TcpProxy.to("127.0.0.1", this.echo.getLocalPort());
		this.client = connect();
	}

	@AfterEach
	void stop() throws IOException {
		this.client.close();
		this.proxy.close();
		this.echo.close();
	}

	private Socket connect() throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.proxy.port());
		socket.setSoTimeout(TIMEOUT);
		return socket;
	}

	private void accept() {
		try {
			while (true) {
				Socket socket = this.echo.accept();
				Balancer.daemons("echo").newThread(() -> echo(socket)).start();
			}
		}
		catch (IOException ex) {
			// Closed.
			return;
		}
	}

	private static void echo(Socket socket) {
		try (socket) {
			socket.getInputStream().transferTo(socket.getOutputStream());
		}
		catch (IOException ex) {
			// The proxy has reset it.
			return;
		}
	}

	private int exchange(int value) throws IOException {
		this.client.getOutputStream().write(value);
		return this.client.getInputStream().read();
	}

	@Test
	void everythingIsPassedOn() throws IOException {
		assertThat(exchange(1)).isEqualTo(1);
		assertThat(exchange(255)).isEqualTo(255);
	}

	@Test
	void latencyDelaysBothDirections() throws IOException {
		this.proxy.latency(Duration.ofMillis(150));
		long begin = System.nanoTime();
		assertThat(exchange(1)).isEqualTo(1);
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
	}

	@Test
	void connectionsAreResetAndNewOnesWork() throws IOException {
		assertThat(exchange(1)).isEqualTo(1);
		this.proxy.reset();
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> this.client.getInputStream().read());
		this.client = connect();
		assertThat(exchange(2)).isEqualTo(2);
	}

	@Test
	void aBlackHoleAnswersNothingUntilItIsRestored() throws IOException {
		assertThat(exchange(1)).isEqualTo(1);
		this.proxy.blackHole();
		this.client.setSoTimeout(200);
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> exchange(2));
		this.proxy.restore();
		this.client = connect();
		assertThat(exchange(3)).isEqualTo(3);
	}

	@Test
	void aHalfClosedConnectionEndsWhatIsReadAndTakesWhatIsWritten() throws IOException {
		assertThat(exchange(1)).isEqualTo(1);
		this.proxy.halfClose();
		assertThat(this.client.getInputStream().read()).isEqualTo(-1);
		this.client.getOutputStream().write(2);
		assertThat(this.client.isClosed()).isFalse();
	}

	@Test
	void aClosedProxyRefuses() throws IOException {
		int port = this.proxy.port();
		this.proxy.close();
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close());
	}

}
