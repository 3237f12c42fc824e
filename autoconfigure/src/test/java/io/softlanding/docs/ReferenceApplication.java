/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.docs;

import java.util.concurrent.TimeUnit;

import io.grpc.Server;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.job.JobMeters;
import io.softlanding.messaging.StubLibraries;
import io.softlanding.rsocket.RSocketMeters;
import io.softlanding.websocket.WebSocketMeters;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

/** Has all meters, and everything that the status shows. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class ReferenceApplication {

	@Bean
	LettuceConnectionFactory connections() {
		return new LettuceConnectionFactory("localhost", 1);
	}

	@Bean
	StringRedisTemplate template(LettuceConnectionFactory connections) {
		return new StringRedisTemplate(connections);
	}

	@Bean(destroyMethod = "")
	Server grpcServer() {
		return new StoppedServer();
	}

	@Bean
	JobMeters jobMeters() {
		return new JobMeters();
	}

	@Bean
	WebSocketMeters webSocketMeters() {
		return new WebSocketMeters();
	}

	@Bean
	RSocketMeters rsocketMeters() {
		return new RSocketMeters();
	}

	@Bean
	MeterBinder messagingMeters() {
		return StubLibraries.meters();
	}

	@Bean
	ConcurrentMapCacheManager cacheManager() {
		return new ConcurrentMapCacheManager();
	}

	/** Has gRPC calls measured. */
	private static final class StoppedServer extends Server {

		@Override
		public Server start() {
			return this;
		}

		@Override
		public Server shutdown() {
			return this;
		}

		@Override
		public Server shutdownNow() {
			return this;
		}

		@Override
		public boolean isShutdown() {
			return true;
		}

		@Override
		public boolean isTerminated() {
			return true;
		}

		@Override
		public boolean awaitTermination(long timeout, TimeUnit unit) {
			return true;
		}

		@Override
		public void awaitTermination() {
		}

	}

}
