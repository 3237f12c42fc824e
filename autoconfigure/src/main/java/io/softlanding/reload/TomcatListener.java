/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;

import io.softlanding.config.InvalidConfigurationException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.AbstractProtocol;
import org.apache.tomcat.util.threads.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.context.ApplicationContext;
import org.springframework.util.ReflectionUtils;

/**
 * Changes the limits of threads and connections of Tomcat. With threads that Tomcat has
 * not created, such as virtual ones, these keys need a restart.
 */
final class TomcatListener implements ReloadListener {

	private static final String THREADS = "server.tomcat.threads.max";

	private static final String SPARE = "server.tomcat.threads.min-spare";

	private static final String CONNECTIONS = "server.tomcat.max-connections";

	private static final SettingKeys KEYS = SettingKeys.of(THREADS, SPARE, CONNECTIONS);

	private static final SettingKeys LIMIT = SettingKeys.of(CONNECTIONS);

	private static final int UNLIMITED = -1;

	private final ApplicationContext context;

	TomcatListener(ApplicationContext context) {
		this.context = context;
	}

	@Override
	public String name() {
		return "tomcat";
	}

	@Override
	public boolean applies(String key) {
		return KEYS.have(key) && !protocols().isEmpty() && (!LIMIT.have(key) || isLimited());
	}

	/** Whether Tomcat counts connections. If not, a limit would count from zero. */
	private boolean isLimited() {
		return protocols().stream().noneMatch((protocol) -> protocol.getMaxConnections() == UNLIMITED);
	}

	@Override
	public Step prepare(Snapshot old, Snapshot next) {
		List<AbstractProtocol<?>> protocols = KEYS.differ(old, next) ? protocols() : List.of();
		if (protocols.isEmpty()) {
			return Step.NONE;
		}
		Values before = Values.of(old);
		Values after = Values.of(next);
		after.verify();
		return Step.of(() -> protocols.forEach((protocol) -> after.apply(protocol, before)),
				() -> protocols.forEach((protocol) -> before.apply(protocol, after)));
	}

	private List<AbstractProtocol<?>> protocols() {
		if (!(invoke(invoke(this.context, "getWebServer"), "getTomcat") instanceof Tomcat tomcat)) {
			return List.of();
		}
		return Arrays.stream(tomcat.getService().findConnectors())
			.map(Connector::getProtocolHandler)
			.filter((handler) -> handler.getExecutor() instanceof ThreadPoolExecutor)
			.<AbstractProtocol<?>>mapMulti((handler, next) -> {
				if (handler instanceof AbstractProtocol<?> protocol) {
					next.accept(protocol);
				}
			})
			.toList();
	}

	/** Reflectively: the types moved between Spring Boot 3.5 and 4. */
	private static @Nullable Object invoke(@Nullable Object target, String name) {
		Method method = (target != null) ? ReflectionUtils.findMethod(target.getClass(), name) : null;
		if (method == null) {
			return null;
		}
		ReflectionUtils.makeAccessible(method);
		return ReflectionUtils.invokeMethod(method, target);
	}

	/** What the files say, or Spring Boot's defaults. */
	private record Values(int threads, int spare, int connections) {

		/** Also if the number is not positive: Spring Boot does not pass it on. */
		private static final int DEFAULT_CONNECTIONS = 8192;

		static Values of(Snapshot snapshot) {
			int connections = number(snapshot, CONNECTIONS, DEFAULT_CONNECTIONS);
			return new Values(number(snapshot, THREADS, 200), number(snapshot, SPARE, 10),
					(connections > 0) ? connections : DEFAULT_CONNECTIONS);
		}

		private static int number(Snapshot snapshot, String key, int other) {
			try {
				return snapshot.binder().bind(key, Integer.class).orElse(other);
			}
			catch (BindException ex) {
				throw new InvalidConfigurationException(key + " is not a whole number.", "Correct it.");
			}
		}

		void verify() {
			if (this.threads < 1 || this.spare < 1 || this.spare > this.threads) {
				throw new InvalidConfigurationException("%s is %d, %s is %d: these values are not valid for Tomcat."
					.formatted(THREADS, this.threads, SPARE, this.spare),
						"Set both to 1 or more, and no more spare threads than threads.");
			}
		}

		void apply(AbstractProtocol<?> protocol, Values from) {
			// Never fewer threads than spare ones, not even between two calls.
			if (this.threads > from.threads) {
				protocol.setMaxThreads(this.threads);
			}
			if (this.spare != from.spare) {
				protocol.setMinSpareThreads(this.spare);
			}
			if (this.threads < from.threads) {
				protocol.setMaxThreads(this.threads);
			}
			if (this.connections != from.connections && protocol.getMaxConnections() != UNLIMITED) {
				protocol.setMaxConnections(this.connections);
			}
		}

	}

}
