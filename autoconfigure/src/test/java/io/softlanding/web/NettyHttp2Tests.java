/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

import io.softlanding.drain.StubDrainContext;
import io.softlanding.process.Http2Connection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.netty.DisposableServer;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How clients of HTTP/2 learn from a real Netty that they have to go.
 */
@Timeout(90)
class NettyHttp2Tests {

	private ConfigurableApplicationContext context;

	private NettyConnections connections;

	private int port;

	@BeforeEach
	void start() {
		this.context = NettyApplication.start(Application.class, Map.of("server.http2.enabled", true));
		this.connections = this.context.getBean(NettyConnections.class);
		this.port = Integer.parseInt(this.context.getEnvironment().getProperty("local.server.port"));
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	@Test
	void aConnectionThatSpeaksHttp2AfterTheOthersWereToldIsToldWithItsFirstRequest() throws Exception {
		assertThat(this.connections.sayGoAway()).isZero();
		try (Http2Connection late = new Http2Connection(this.port)) {
			int stream = late.get("/ready");
			assertThat(late.awaitGoAway()).isGreaterThanOrEqualTo(stream);
			assertThat(late.read(stream)).isEqualTo("ready");
		}
	}

	@Test
	void aStreamThatCrossesTheGoAwayIsAnswered() throws Exception {
		try (Http2Connection open = new Http2Connection(this.port)) {
			assertThat(open.read(open.get("/ready"))).isEqualTo("ready");
			assertThat(this.connections.sayGoAway()).isOne();
			int crossing = open.get("/ready");
			assertThat(open.read(crossing)).isEqualTo("ready");
			open.awaitEnd();
			assertThat(open.lastStreams()).containsExactly(Integer.MAX_VALUE, crossing);
		}
	}

	@Test
	void whoeverCannotWaitForTheAcceptSocketTellsClientsAllTheSame() throws Exception {
		try (Http2Connection open = new Http2Connection(this.port)) {
			assertThat(open.read(open.get("/ready"))).isEqualTo("ready");
			CountDownLatch released = new CountDownLatch(1);
			acceptLoop().execute(() -> await(released));
			IntakeParticipant intake = this.context.getBean("softlandingNettyIntakeParticipant",
					IntakeParticipant.class);
			// As when a second signal comes.
			Thread.currentThread().interrupt();
			assertThatExceptionOfType(InterruptedException.class)
				.isThrownBy(() -> intake.drain(new StubDrainContext()));
			released.countDown();
			assertThat(this.connections.isRunning()).isTrue();
			assertThat(open.awaitGoAway()).isPositive();
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private Executor acceptLoop() {
		Object server = ReflectionTestUtils.getField(this.context.getBean(NettyServer.class), "server");
		return ((DisposableServer) server).channel().eventLoop();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Controller.class)
	static class Application {

	}

	/** Answers at once. */
	@RestController
	static class Controller {

		@GetMapping("/ready")
		String ready() {
			return "ready";
		}

	}

}
