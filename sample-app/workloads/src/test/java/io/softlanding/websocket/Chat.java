/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import java.io.IOException;
import java.nio.ByteBuffer;

import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.server.standard.ServerEndpointExporter;

/**
 * An application with a raw handler, an annotated endpoint and STOMP.
 */
@SpringBootApplication
@EnableWebSocket
@EnableWebSocketMessageBroker
public class Chat implements WebSocketConfigurer, WebSocketMessageBrokerConfigurer {

	private final ConfigurableApplicationContext context;

	Chat(ConfigurableApplicationContext context) {
		this.context = context;
	}

	public static void main(String[] args) {
		SpringApplication.run(Chat.class, args);
	}

	@Override
	public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
		registry.addHandler(new Raw(this.context), "/raw");
	}

	@Override
	public void registerStompEndpoints(StompEndpointRegistry registry) {
		registry.addEndpoint("/stomp");
	}

	@Override
	public void configureMessageBroker(MessageBrokerRegistry registry) {
		registry.enableSimpleBroker("/topic");
		registry.setApplicationDestinationPrefixes("/app");
	}

	@Bean
	ServerEndpointExporter exporter() {
		return new ServerEndpointExporter();
	}

	@Bean
	Annotated annotated() {
		return new Annotated();
	}

	static String answer(String message) {
		if (message.startsWith("wait ")) {
			try {
				Thread.sleep(Long.parseLong(message.substring(5)));
			}
			catch (InterruptedException ex) {
				// CHECKSTYLE:OFF
				System.out.println("handler interrupted");
				// CHECKSTYLE:ON
				return "interrupted";
			}
		}
		return "done " + message;
	}

	/** Plain HTTP. */
	@RestController
	static class Web {

		@GetMapping("/hello")
		String hello() {
			return "hello";
		}

	}

	/** STOMP. */
	@Controller
	static class Stomp {

		@MessageMapping("/work")
		@SendTo("/topic/answers")
		String work(String message) {
			return answer(message);
		}

	}

	/** Raw handler. */
	static class Raw extends TextWebSocketHandler {

		private final ConfigurableApplicationContext context;

		Raw(ConfigurableApplicationContext context) {
			this.context = context;
		}

		@Override
		protected void handleTextMessage(WebSocketSession session, TextMessage message) throws IOException {
			if (message.getPayload().equals("exit")) {
				this.context.close();
			}
			if (message.getPayload().equals("flood")) {
				new Thread(() -> flood(session), "flood").start();
				return;
			}
			session.sendMessage(new TextMessage(answer(message.getPayload())));
		}

		private static void flood(WebSocketSession session) {
			try {
				while (session.isOpen()) {
					session.sendMessage(new TextMessage("x".repeat(60_000)));
				}
			}
			catch (IOException | RuntimeException ex) {
				// CHECKSTYLE:OFF
				System.out.println("flood ended: " + ex);
				// CHECKSTYLE:ON
			}
		}

	}

	/** Jakarta endpoint. */
	@ServerEndpoint("/rooms/{room}")
	public static class Annotated {

		@OnMessage
		public String message(String message, Session session) throws IOException {
			session.getBasicRemote().sendPing(ByteBuffer.allocate(0));
			return answer(message);
		}

	}

}
