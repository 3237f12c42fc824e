/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.ServletContext;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.web.context.ServletContextAware;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of WebSockets on a real Tomcat.
 */
@ExtendWith(OutputCaptureExtension.class)
class TomcatWebSocketTests {

	private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

	@Test
	void aWebSocketIsNotWaitedForAndEndsWithTheServer(CapturedOutput output) throws Exception {
		ClassLoader tomcatOnly = new FilteredClassLoader("org.eclipse.jetty");
		SpringApplication application = new SpringApplication(new DefaultResourceLoader(tomcatOnly), Application.class);
		application
			.setDefaultProperties(Map.of("server.port", 0, "spring.jmx.enabled", false, "spring.main.banner-mode",
					"off", "softlanding.drain.timeout", "6s", "softlanding.drain.reserve", "4s"));
		CompletableFuture<Integer> closed = new CompletableFuture<>();
		try (ConfigurableApplicationContext context = application.run()) {
			String port = context.getEnvironment().getProperty("local.server.port");
			HttpClient.newHttpClient()
				.newWebSocketBuilder()
				.buildAsync(URI.create("ws://localhost:" + port + "/socket"), new WebSocket.Listener() {

					@Override
					public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
						closed.complete(status);
						return WebSocket.Listener.super.onClose(socket, status, reason);
					}

					@Override
					public void onError(WebSocket socket, Throwable error) {
						closed.completeExceptionally(error);
					}

				})
				.join();
			InFlightRequests requests = context.getBean(Arrivals.class).requests();
			assertThat(requests.gaps().any()).isTrue();
			assertThat(requests.awaitIdle((request) -> false, PATIENCE_NANOS)).isTrue();
		}
		assertThat(output).contains("requests: No request in flight").doesNotContain("IN_FLIGHT timed out");
		// No close frame, RFC 6455.
		assertThat(closed.get(PATIENCE_NANOS, TimeUnit.NANOSECONDS)).isEqualTo(1006);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		ServletContextAware socket() {
			return Application::add;
		}

		private static void add(ServletContext context) {
			ServerContainer container = (ServerContainer) context.getAttribute(ServerContainer.class.getName());
			try {
				container.addEndpoint(ServerEndpointConfig.Builder.create(Silent.class, "/socket").build());
			}
			catch (DeploymentException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	/** Says nothing. */
	public static final class Silent extends Endpoint {

		@Override
		public void onOpen(Session session, EndpointConfig config) {
			// Nothing to say.
		}

	}

}
