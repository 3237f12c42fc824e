/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import java.time.Duration;
import java.util.List;

import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.softlanding.config.InvalidConfigurationException;
import io.softlanding.config.Parts;
import io.softlanding.drain.ConditionalOnDrain;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.inflight.OpenConnections;
import io.softlanding.inflight.UpgradeGate;
import io.softlanding.time.NanoClock;
import jakarta.websocket.Session;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.messaging.support.ExecutorSubscribableChannel;
import org.springframework.util.ClassUtils;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

/**
 * Auto-configuration of the part of the drain that closes WebSocket sessions.
 *
 * @since 0.1
 */
@AutoConfiguration(after = DrainAutoConfiguration.class)
@ConditionalOnDrain("websocket")
@RegisterReflectionForBinding(WebSocketProperties.class)
public final class WebSocketAutoConfiguration {

	private static final int GOING_AWAY = 1001;

	private static final int SERVICE_RESTART = 1012;

	private static final Duration SHORTEST_HEARTBEAT = Duration.ofSeconds(1);

	private static final String REDIS = "org.springframework.data.redis.connection.RedisConnectionFactory";

	private static SessionsParticipant participant(OpenSessions sessions, ObjectProvider<UpgradeGate> gate,
			Environment environment) {
		WebSocketProperties properties = WebSocketProperties.of(environment);
		if (properties.closeRate() < 1) {
			throw new InvalidConfigurationException(
					"softlanding.websocket.close-rate is %d, but must be at least 1.".formatted(properties.closeRate()),
					"Set softlanding.websocket.close-rate to the number of sessions to close per second.");
		}
		if (properties.closeCode() != GOING_AWAY && properties.closeCode() != SERVICE_RESTART) {
			throw new InvalidConfigurationException(
					"softlanding.websocket.close-code is %d, but must be 1001 or 1012."
						.formatted(properties.closeCode()),
					"Set softlanding.websocket.close-code to 1001 (going away) or 1012 (service restart).");
		}
		SessionsStatus status = new SessionsStatus(List.of(sessions), gate.getIfAvailable());
		return new SessionsParticipant(status, properties.closeRate(), properties.closeCode(), NanoClock.SYSTEM);
	}

	private static Parts parts(SessionsParticipant participant, ObjectProvider<UpgradeGate> gate) {
		return Parts.of(participant.status(), new UpgradesParticipant(gate.getIfAvailable()));
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnClass({ WebSocketHandler.class, Session.class })
	@Import(WebSocketMetricsConfiguration.class)
	static class ServletConfiguration {

		@Bean
		SessionsParticipant softlandingWebSocketParticipant(ConfigurableApplicationContext context,
				ObjectProvider<UpgradeGate> gate, Environment environment) {
			return participant(new ServletSessions(context), gate, environment);
		}

		@Bean
		Parts softlandingWebSocketParts(SessionsParticipant participant, ObjectProvider<UpgradeGate> gate) {
			return parts(participant, gate);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnClass({ WebSocketHandler.class, Session.class })
	@ConditionalOnProperty("softlanding.websocket.heartbeat")
	static class HeartbeatConfiguration {

		@Bean
		Heartbeats softlandingWebSocketHeartbeats(ConfigurableApplicationContext context, Environment environment) {
			Duration interval = WebSocketProperties.of(environment).heartbeat();
			if (interval == null || interval.compareTo(SHORTEST_HEARTBEAT) < 0) {
				throw new InvalidConfigurationException(
						"softlanding.websocket.heartbeat is %s, but must be at least 1s.".formatted(interval),
						"Set softlanding.websocket.heartbeat to the interval between pings, or leave it unset.");
			}
			boolean redis = ClassUtils.isPresent(REDIS, getClass().getClassLoader());
			return new Heartbeats(new ServletSessions(context), interval,
					redis ? RedisDisconnects.of(context.getBeanFactory()) : (user) -> {
					});
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnClass({ WebSocketMessageBrokerConfigurer.class, ExecutorSubscribableChannel.class })
	static class StompConfiguration {

		/** Created by Spring if it configures STOMP. */
		@Bean
		@Lazy
		StompMessages softlandingStompMessages() {
			return new StompMessages(NanoClock.SYSTEM);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	@ConditionalOnClass({ org.springframework.web.reactive.socket.WebSocketHandler.class, WebSocketFrameEncoder.class })
	@Import(WebSocketMetricsConfiguration.class)
	static class NettyConfiguration {

		@Bean
		SessionsParticipant softlandingWebSocketParticipant(ObjectProvider<OpenConnections> connections,
				ObjectProvider<UpgradeGate> gate, Environment environment) {
			List<OpenConnections> all = connections.orderedStream().toList();
			NettySessions sessions = new NettySessions(
					(action) -> all.stream().filter((each) -> each.forEachOpen(action)).count() > 0,
					environment.getProperty("spring.rsocket.server.mapping-path"));
			return participant(sessions, gate, environment);
		}

		@Bean
		Parts softlandingWebSocketParts(SessionsParticipant participant, ObjectProvider<UpgradeGate> gate) {
			return parts(participant, gate);
		}

	}

}
