/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

import io.softlanding.servers.EmbeddedPostgresServer;
import io.softlanding.servers.EmbeddedRedisServer;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.boot.context.event.ApplicationContextInitializedEvent;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.boot.context.event.SpringApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Starts an embedded PostgreSQL, Redis or both where no address of a real one is set.
 *
 * <p>
 * They have to outlive everything that uses them: no JVM hook stops them, because it
 * would race the drain, and no lifecycle phase, because the connection pool is closed
 * after the last phase. Beans are destroyed in the reverse order of their registration,
 * so the registration before the first bean makes them the very last.
 */
class EmbeddedServersListener implements ApplicationListener<SpringApplicationEvent> {

	private final Deque<AutoCloseable> servers = new ArrayDeque<>();

	@Override
	public void onApplicationEvent(SpringApplicationEvent event) {
		if (event instanceof ApplicationEnvironmentPreparedEvent prepared) {
			if (!prepared.getEnvironment().containsProperty("softlanding.validate")) {
				startMissing(prepared.getEnvironment());
			}
		}
		else if (event instanceof ApplicationContextInitializedEvent initialized) {
			stopAfterLastBean(initialized.getApplicationContext());
		}
		else if (event instanceof ApplicationFailedEvent failed) {
			stopUnlessActive(failed.getApplicationContext());
		}
	}

	private void startMissing(ConfigurableEnvironment environment) {
		Map<String, Object> addresses = new HashMap<>();
		try {
			if (!environment.containsProperty("spring.data.redis.host")) {
				startRedis(addresses);
			}
			if (!environment.containsProperty("spring.datasource.url")) {
				startPostgres(addresses);
			}
		}
		catch (RuntimeException ex) {
			stop();
			throw ex;
		}
		environment.getPropertySources().addFirst(new MapPropertySource("embeddedServers", addresses));
	}

	private void startRedis(Map<String, Object> addresses) {
		EmbeddedRedisServer redis = EmbeddedRedisServer.start();
		this.servers.push(redis);
		addresses.put("spring.data.redis.host", redis.host());
		addresses.put("spring.data.redis.port", redis.port());
	}

	private void startPostgres(Map<String, Object> addresses) {
		EmbeddedPostgresServer postgres = EmbeddedPostgresServer.start();
		this.servers.push(postgres);
		addresses.put("spring.datasource.url", postgres.jdbcUrl());
		addresses.put("spring.datasource.username", postgres.username());
		addresses.put("spring.datasource.password", postgres.password());
	}

	private void stopAfterLastBean(ConfigurableApplicationContext context) {
		DefaultSingletonBeanRegistry beans = (DefaultSingletonBeanRegistry) context.getBeanFactory();
		beans.registerDisposableBean("embeddedServers", this::stop);
	}

	/**
	 * An active context stops them when it is closed, which it will be.
	 */
	private void stopUnlessActive(@Nullable ConfigurableApplicationContext context) {
		if (context == null || !context.isActive()) {
			stop();
		}
	}

	private void stop() {
		while (!this.servers.isEmpty()) {
			try {
				this.servers.pop().close();
			}
			catch (Exception ex) {
				throw new IllegalStateException("An embedded server did not stop", ex);
			}
		}
	}

}
