/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.softlanding.inflight.UpgradeGate;
import io.softlanding.web.NettyApplication;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.support.WebSocketHandlerAdapter;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests of sessions on a real Netty.
 */
@ExtendWith(OutputCaptureExtension.class)
class NettySessionsTests {

	private static ConfigurableApplicationContext run(Map<String, Object> properties) {
		Map<String, Object> all = new HashMap<>(
				Map.of("softlanding.drain.timeout", "40s", "softlanding.websocket.close-code", 1012));
		all.putAll(properties);
		return NettyApplication.start(Application.class, all);
	}

	@Test
	void handlerCompletesItsWorkAndSendsItsAnswersBeforeTheCloseFrame(CapturedOutput output) throws Exception {
		Client sending;
		Client pushing;
		try (ConfigurableApplicationContext context = run(Map.of())) {
			String port = context.getEnvironment().getProperty("local.server.port", "");
			sending = new Client(port, "/sending").send("one").send("two");
			pushing = new Client(port, "/pushing").send("one").send("two");
			await().until(() -> Application.saving.get() == 4);
		}
		for (Client client : List.of(sending, pushing)) {
			assertThat(client.end.get(20, TimeUnit.SECONDS)).isEqualTo("1012 Server is shutting down");
			assertThat(client.received).containsExactlyInAnyOrder("saved one", "saved two");
		}
		assertThat(Application.saving).hasValue(0);
		assertThat(output).contains("2 WebSocket sessions closed with 1012").doesNotContain("before their handlers");
	}

	@Test
	void sessionWhoseHandlerNeverReturnsIsClosedWhenHalfOfTheTimeIsOver(CapturedOutput output) throws Exception {
		Client client;
		try (ConfigurableApplicationContext context = run(Map.of("softlanding.drain.timeout", "8s"))) {
			client = new Client(context.getEnvironment().getProperty("local.server.port", ""), "/ticker");
			await().until(() -> client.received.contains("tick"));
		}
		assertThat(client.end.get(20, TimeUnit.SECONDS)).isEqualTo("1012 Server is shutting down");
		assertThat(output).contains("1 WebSocket session closed with 1012; 1 was closed before");
	}

	@Test
	void sessionsAreClosedInTheDrainAndUpgradesAreRefused(CapturedOutput output) throws Exception {
		List<Client> clients = new ArrayList<>();
		long begun;
		try (ConfigurableApplicationContext context = run(Map.of())) {
			String port = context.getEnvironment().getProperty("local.server.port", "");
			for (int i = 0; i < 3; i++) {
				clients.add(new Client(port, "/socket"));
			}
			SessionsStatus status = context.getBean(SessionsParticipant.class).status();
			assertThat(status.status()).containsEntry("open", 3);
			UpgradeGate gate = context.getBean(UpgradeGate.class);
			gate.refuseUpgrades(true);
			assertThatExceptionOfType(Exception.class).isThrownBy(() -> new Client(port, "/socket"))
				.havingCause()
				.isInstanceOfSatisfying(WebSocketHandshakeException.class,
						(ex) -> assertThat(ex.getResponse().statusCode()).isEqualTo(503));
			assertThat(status.status()).containsEntry("refused", 1L);
			gate.refuseUpgrades(false);
			clients.add(new Client(port, "/socket"));
			begun = System.nanoTime();
		}
		for (Client client : clients) {
			assertThat(client.end.get(20, TimeUnit.SECONDS)).isEqualTo("1012 Server is shutting down");
			// Half of the time is not waited for.
			assertThat(Duration.ofNanos(client.endNanos - begun)).isLessThan(Duration.ofSeconds(5));
		}
		assertThat(output).contains("4 WebSocket sessions closed with 1012").doesNotContain("before their handlers");
	}

	@Test
	void connectionsOfRSocketAreNoSessions() throws Exception {
		try (ConfigurableApplicationContext context = run(Map.of("spring.rsocket.server.mapping-path", "/pushing"))) {
			String port = context.getEnvironment().getProperty("local.server.port", "");
			new Client(port, "/pushing");
			new Client(port, "/socket");
			SessionsStatus status = context.getBean(SessionsParticipant.class).status();
			assertThat(status.status()).containsEntry("open", 1);
		}
	}

	/** Notes how its session ends. */
	private static final class Client implements WebSocket.Listener {

		private final CompletableFuture<String> end = new CompletableFuture<>();

		private final List<String> received = new CopyOnWriteArrayList<>();

		private final WebSocket socket;

		private volatile long endNanos;

		Client(String port, String path) throws Exception {
			this.socket = HttpClient.newHttpClient()
				.newWebSocketBuilder()
				.buildAsync(URI.create("ws://localhost:" + port + path), this)
				.get(20, TimeUnit.SECONDS);
		}

		Client send(String message) throws Exception {
			this.socket.sendText(message, true).get(20, TimeUnit.SECONDS);
			return this;
		}

		@Override
		public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			this.received.add(data.toString());
			socket.request(1);
			return null;
		}

		@Override
		public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
			this.endNanos = System.nanoTime();
			this.end.complete(code + " " + reason);
			return null;
		}

		@Override
		public void onError(WebSocket socket, Throwable error) {
			this.endNanos = System.nanoTime();
			this.end.complete("1006 " + error);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		private static final AtomicInteger saving = new AtomicInteger();

		private static Mono<String> save(String message) {
			return Mono.fromSupplier(saving::incrementAndGet)
				.then(Mono.delay(Duration.ofSeconds(2)))
				.doOnNext((done) -> saving.decrementAndGet())
				.thenReturn("saved " + message);
		}

		/** Tomcat is on the class path too. */
		@Bean
		WebSocketHandlerAdapter adapter() {
			WebSocketHandlerAdapter adapter = new WebSocketHandlerAdapter(
					new HandshakeWebSocketService(new ReactorNettyRequestUpgradeStrategy()));
			adapter.setOrder(0);
			return adapter;
		}

		@Bean
		HandlerMapping sockets() {
			WebSocketHandler echo = (session) -> session
				.send(session.receive().map((message) -> session.textMessage(message.getPayloadAsText())));
			WebSocketHandler sending = (session) -> session.send(session.receive()
				.map(WebSocketMessage::getPayloadAsText)
				.flatMap(Application::save)
				.map(session::textMessage));
			WebSocketHandler pushing = (session) -> session.receive()
				.map(WebSocketMessage::getPayloadAsText)
				.flatMap((message) -> save(message)
					.flatMap((answer) -> session.send(Mono.just(session.textMessage(answer)))))
				.then();
			WebSocketHandler ticker = (session) -> session
				.send(Flux.interval(Duration.ofMillis(50)).map((tick) -> session.textMessage("tick")));
			return new SimpleUrlHandlerMapping(
					Map.of("/socket", echo, "/sending", sending, "/pushing", pushing, "/ticker", ticker), -1);
		}

	}

}
