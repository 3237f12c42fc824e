/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.io.EOFException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.netty.channel.Channel;
import io.softlanding.process.HttpConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;
import org.springframework.web.server.ServerWebExchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What becomes of connections to a real Netty that outlive their requests.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(120)
class NettyConnectionTests {

	private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

	private final HttpClient client = HttpClient.newHttpClient();

	private ConfigurableApplicationContext context;

	private InFlightRequests requests;

	private String port;

	@BeforeEach
	void start() {
		this.context = NettyApplication.start(Application.class, Map.of("softlanding.drain.timeout", "8s"));
		this.requests = this.context.getBean(Arrivals.class).requests();
		this.port = this.context.getEnvironment().getProperty("local.server.port");
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/mapped", "/controller", "/decorated", "/native" })
	void aWebSocketIsNotInFlightOnceItsConnectionIsUpgraded(String path) throws Exception {
		this.requests.announce();
		Messages messages = new Messages();
		WebSocket socket = connect(path, messages);
		assertThat(this.requests.awaitIdle((request) -> false, PATIENCE_NANOS)).isTrue();
		assertThat(this.requests.finishedDraining()).isEqualTo(1);
		socket.sendText("still there", true);
		assertThat(messages.text.get(PATIENCE_NANOS, TimeUnit.NANOSECONDS)).isEqualTo("still there");
	}

	@Test
	void aDrainDoesNotWaitForAWebSocketThatAControllerHasUpgraded(CapturedOutput output) throws Exception {
		connect("/controller", new Messages());
		assertThat(this.requests.awaitIdle((request) -> false, PATIENCE_NANOS)).isTrue();
		this.context.close();
		assertThat(output).contains("requests: No request in flight").doesNotContain("IN_FLIGHT timed out");
	}

	@Test
	void anUpgradeThatIsRefusedIsARequestThatEnds() throws Exception {
		this.requests.announce();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> connect("/refused", new Messages()));
		assertThat(this.requests.awaitIdle((request) -> false, PATIENCE_NANOS)).isTrue();
		assertThat(this.requests.finishedDraining()).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/mapped", "/native" })
	void aWebSocketIsClosedWithAReasonWhenTheServerHasStopped(String path) throws Exception {
		Messages messages = new Messages();
		connect(path, messages);
		this.context.close();
		// Going away, RFC 6455.
		assertThat(messages.closed.get(PATIENCE_NANOS, TimeUnit.NANOSECONDS)).isEqualTo(1001);
	}

	@Test
	void aWebSocketWhoseClientDoesNotReadIsClosedAllTheSame() throws Exception {
		try (Socket deaf = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(this.port))) {
			String upgrade = "GET /flood HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
					+ "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
			deaf.getOutputStream().write(upgrade.getBytes(StandardCharsets.US_ASCII));
			Channel flooded = this.context.getBean(Controller.class).flooded.get(PATIENCE_NANOS, TimeUnit.NANOSECONDS);
			while (flooded.isWritable()) {
				Thread.onSpinWait();
			}
			AtomicBoolean closedBefore = new AtomicBoolean();
			this.context.getBean(Observer.class).action = () -> closedBefore
				.set(flooded.closeFuture().awaitUninterruptibly(PATIENCE_NANOS, TimeUnit.NANOSECONDS));
			this.context.close();
			assertThat(closedBefore).isTrue();
		}
	}

	@Test
	void aConnectionThatWasKeptEndsWithTheServerAndNotWithItsEventLoops() throws Exception {
		AtomicBoolean endedBefore = new AtomicBoolean();
		try (HttpConnection kept = HttpConnection.get(Integer.parseInt(this.port), "/ready")) {
			kept.read();
			// Event loops end in phase 0.
			this.context.getBean(Observer.class).action = () -> {
				assertThatExceptionOfType(EOFException.class).isThrownBy(kept::read);
				endedBefore.set(true);
			};
			this.context.close();
		}
		assertThat(endedBefore).isTrue();
	}

	@Test
	void connectionsAreLeftToSpringWithoutADrain() {
		assertThat(this.context.getBean(NettyConnections.class).isRunning()).isFalse();
	}

	private WebSocket connect(String path, WebSocket.Listener listener) {
		return this.client.newWebSocketBuilder()
			.buildAsync(URI.create("ws://localhost:" + this.port + path), listener)
			.join();
	}

	/** What a client hears. */
	private static final class Messages implements WebSocket.Listener {

		final CompletableFuture<String> text = new CompletableFuture<>();

		final CompletableFuture<Integer> closed = new CompletableFuture<>();

		@Override
		public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			this.text.complete(data.toString());
			return WebSocket.Listener.super.onText(socket, data, last);
		}

		@Override
		public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
			this.closed.complete(status);
			return WebSocket.Listener.super.onClose(socket, status, reason);
		}

		@Override
		public void onError(WebSocket socket, Throwable error) {
			this.closed.completeExceptionally(error);
		}

	}

	/** Looks when the server has stopped, and nothing after that. */
	static final class Observer implements SmartLifecycle {

		Runnable action = () -> {
		};

		@Override
		public void start() {
		}

		@Override
		public void stop() {
			this.action.run();
		}

		@Override
		public boolean isRunning() {
			return true;
		}

		@Override
		public int getPhase() {
			return 1;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ Controller.class, Observer.class })
	static class Application {

		/** Spring takes Tomcat's strategy if it finds its classes. */
		private final WebSocketService service = new HandshakeWebSocketService(
				new ReactorNettyRequestUpgradeStrategy());

		@Bean
		WebSocketService webSockets() {
			return this.service;
		}

		@Bean
		SimpleUrlHandlerMapping mappedWebSockets() {
			return new SimpleUrlHandlerMapping(Map.of("/mapped", Controller.ECHO), -1);
		}

		@Bean
		WebFluxConfigurer webSocketsOnNetty() {
			return new WebFluxConfigurer() {

				@Override
				public WebSocketService getWebSocketService() {
					return Application.this.service;
				}

			};
		}

	}

	/** Upgrades connections in the ways that Spring does not know of. */
	@RestController
	static class Controller {

		static final WebSocketHandler ECHO = (session) -> session
			.send(session.receive().doOnNext(WebSocketMessage::retain));

		final CompletableFuture<Channel> flooded = new CompletableFuture<>();

		private final WebSocketService service;

		Controller(WebSocketService service) {
			this.service = service;
		}

		@GetMapping("/ready")
		String ready() {
			return "ready";
		}

		@GetMapping("/controller")
		Mono<Void> controller(ServerWebExchange exchange) {
			return this.service.handleRequest(exchange, ECHO);
		}

		@GetMapping("/decorated")
		Mono<Void> decorated(ServerWebExchange exchange) {
			return controller(exchange.mutate()
				.response(new ServerHttpResponseDecorator(new ServerHttpResponseDecorator(exchange.getResponse())))
				.build());
		}

		@GetMapping("/native")
		Mono<Void> byItself(ServerWebExchange exchange) {
			HttpServerResponse response = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
			return response.sendWebsocket((in, out) -> out.sendString(in.receive().asString()));
		}

		@GetMapping("/flood")
		Mono<Void> flood(ServerWebExchange exchange) {
			HttpServerResponse response = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
			return response.sendWebsocket((in, out) -> {
				out.withConnection((connection) -> this.flooded.complete(connection.channel()));
				return out.sendString(Flux.generate((sink) -> sink.next("x".repeat(65536))));
			});
		}

		@GetMapping("/refused")
		Mono<Void> refused(ServerWebExchange exchange) {
			return exchange.getResponse().setComplete();
		}

	}

}
