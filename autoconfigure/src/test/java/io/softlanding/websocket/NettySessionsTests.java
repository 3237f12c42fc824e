/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.softlanding.inflight.UpgradeGate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.embedded.netty.NettyReactiveWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.support.WebSocketHandlerAdapter;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of sessions on a real Netty.
 */
@ExtendWith(OutputCaptureExtension.class)
class NettySessionsTests {

	@Test
	void sessionsAreClosedInTheDrainAndUpgradesAreRefused(CapturedOutput output) throws Exception {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.REACTIVE);
		application
			.setDefaultProperties(Map.of("server.port", 0, "spring.jmx.enabled", false, "spring.main.banner-mode",
					"off", "softlanding.drain.timeout", "8s", "softlanding.websocket.close-code", 1012));
		List<Client> clients = new ArrayList<>();
		try (ConfigurableApplicationContext context = application.run()) {
			String port = context.getEnvironment().getProperty("local.server.port", "");
			for (int i = 0; i < 3; i++) {
				clients.add(new Client(port));
			}
			SessionsStatus status = context.getBean(SessionsParticipant.class).status();
			assertThat(status.status()).containsEntry("open", 3);
			UpgradeGate gate = context.getBean(UpgradeGate.class);
			gate.refuseUpgrades(true);
			assertThatExceptionOfType(Exception.class).isThrownBy(() -> new Client(port))
				.havingCause()
				.isInstanceOfSatisfying(WebSocketHandshakeException.class,
						(ex) -> assertThat(ex.getResponse().statusCode()).isEqualTo(503));
			assertThat(status.status()).containsEntry("refused", 1L);
			gate.refuseUpgrades(false);
			clients.add(new Client(port));
		}
		for (Client client : clients) {
			assertThat(client.end.get(20, TimeUnit.SECONDS)).isEqualTo("1012 Server is shutting down");
		}
		assertThat(output).contains("4 WebSocket sessions closed with 1012");
	}

	/** Notes how its session ends. */
	private static final class Client implements WebSocket.Listener {

		private final CompletableFuture<String> end = new CompletableFuture<>();

		Client(String port) throws Exception {
			HttpClient.newHttpClient()
				.newWebSocketBuilder()
				.buildAsync(URI.create("ws://localhost:" + port + "/socket"), this)
				.get(20, TimeUnit.SECONDS);
		}

		@Override
		public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
			this.end.complete(code + " " + reason);
			return null;
		}

		@Override
		public void onError(WebSocket socket, Throwable error) {
			this.end.complete("1006");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		NettyReactiveWebServerFactory netty() {
			return new NettyReactiveWebServerFactory(0);
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
			return new SimpleUrlHandlerMapping(Map.of("/socket", echo), -1);
		}

	}

}
