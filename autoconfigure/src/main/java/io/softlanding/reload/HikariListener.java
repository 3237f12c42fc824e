/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ObjLongConsumer;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.Credentials;
import io.softlanding.config.InvalidConfigurationException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;

/**
 * Resizes the connection pool that Spring Boot has made, and sets the times and the
 * credentials of its next connections. Open connections end with their lifetime. With
 * several pools it is not known whose keys these are, so they need a restart.
 */
final class HikariListener implements ReloadListener {

	private static final String SOURCE = "spring.datasource.";

	private static final String POOL = SOURCE + "hikari.";

	private static final String SIZE = "maximum-pool-size";

	private static final String IDLE = "minimum-idle";

	/** In this order, because HikariCP compares some with others. */
	private static final Map<String, ObjLongConsumer<HikariConfig>> NUMBERS = new LinkedHashMap<>();

	static {
		NUMBERS.put(SIZE, (pool, size) -> pool.setMaximumPoolSize(Math.toIntExact(size)));
		NUMBERS.put(IDLE, (pool, idle) -> pool.setMinimumIdle(Math.toIntExact(idle)));
		NUMBERS.put("connection-timeout", HikariConfig::setConnectionTimeout);
		NUMBERS.put("idle-timeout", HikariConfig::setIdleTimeout);
		NUMBERS.put("max-lifetime", HikariConfig::setMaxLifetime);
		NUMBERS.put("validation-timeout", HikariConfig::setValidationTimeout);
		NUMBERS.put("leak-detection-threshold", HikariConfig::setLeakDetectionThreshold);
	}

	private static final SettingKeys KEYS = SettingKeys.of(
			Stream
				.concat(Stream.of(SOURCE + "username", SOURCE + "password", POOL + "username", POOL + "password"),
						NUMBERS.keySet().stream().map(POOL::concat))
				.toArray(String[]::new));

	private final ObjectProvider<HikariDataSource> pools;

	HikariListener(ObjectProvider<HikariDataSource> pools) {
		this.pools = pools;
	}

	@Override
	public String name() {
		return "hikari";
	}

	@Override
	public boolean applies(String key) {
		return KEYS.have(key) && onlyPool() != null;
	}

	/** Of several pools, the primary one need not be that of the keys. */
	private @Nullable HikariDataSource onlyPool() {
		List<HikariDataSource> all = this.pools.stream().toList();
		return (all.size() == 1) ? all.get(0) : null;
	}

	@Override
	public Step prepare(Snapshot old, Snapshot next) throws SQLException {
		HikariDataSource pool = KEYS.differ(old, next) ? onlyPool() : null;
		if (pool == null) {
			return Step.NONE;
		}
		HikariDataSource target = pool.unwrap(HikariDataSource.class);
		Values before = Values.of(old);
		Values after = Values.of(next);
		after.verify();
		verifySource("username", before.username, after.username, target.getUsername());
		verifySource("password", before.password, after.password, target.getPassword());
		return Step.of(() -> after.apply(target, before), () -> before.apply(target, after));
	}

	/** The application may have decrypted it, or have it from elsewhere. */
	private static void verifySource(String key, @Nullable String before, @Nullable String after,
			@Nullable String live) {
		if (!Objects.equals(before, after)
				&& !Objects.requireNonNullElse(before, "").equals(Objects.requireNonNullElse(live, ""))) {
			throw new InvalidConfigurationException(
					"%s%s has changed, but the connection pool did not have the old value.".formatted(SOURCE, key),
					"Restart the application, which knows where the pool has it from.");
		}
	}

	/** What the files say, or HikariCP's default. */
	private record Values(Map<String, Long> numbers, @Nullable String username, @Nullable String password) {

		static Values of(Snapshot snapshot) {
			Binder binder = snapshot.binder();
			HikariConfig defaults = new HikariConfig();
			Map<String, Long> numbers = new HashMap<>(Map.of(SIZE, 10L, "connection-timeout",
					defaults.getConnectionTimeout(), "idle-timeout", defaults.getIdleTimeout(), "max-lifetime",
					defaults.getMaxLifetime(), "validation-timeout", defaults.getValidationTimeout(),
					"leak-detection-threshold", defaults.getLeakDetectionThreshold()));
			try {
				NUMBERS.keySet()
					.forEach(
							(key) -> binder.bind(POOL + key, Long.class).ifBound((number) -> numbers.put(key, number)));
			}
			catch (BindException ex) {
				throw new InvalidConfigurationException("%s is not valid for HikariCP.".formatted(ex.getName()),
						"Set it to a whole number; times are milliseconds.");
			}
			numbers.putIfAbsent(IDLE, Objects.requireNonNull(numbers.get(SIZE)));
			return new Values(numbers, value(binder, "username"), value(binder, "password"));
		}

		private static @Nullable String value(Binder binder, String key) {
			return binder.bind(POOL + key, String.class)
				.orElseGet(() -> binder.bind(SOURCE + key, String.class).orElse(null));
		}

		/** HikariCP refuses what it cannot take. */
		void verify() {
			try {
				HikariConfig trial = new HikariConfig();
				NUMBERS.forEach((key, setter) -> setter.accept(trial, number(key)));
			}
			catch (IllegalArgumentException | ArithmeticException ex) {
				throw new InvalidConfigurationException("%s*: HikariCP says %s.".formatted(POOL, ex.getMessage()),
						"Correct it.");
			}
		}

		private long number(String key) {
			return Objects.requireNonNull(this.numbers.get(key));
		}

		void apply(HikariDataSource pool, Values from) {
			NUMBERS.forEach((key, setter) -> {
				if (number(key) != from.number(key)) {
					setter.accept(pool, number(key));
				}
			});
			boolean otherUsername = !Objects.equals(this.username, from.username);
			boolean otherPassword = !Objects.equals(this.password, from.password);
			if (otherUsername || otherPassword) {
				// Together: no connection is made with an old and a new one.
				pool.setCredentials(Credentials.of(otherUsername ? this.username : pool.getUsername(),
						otherPassword ? this.password : pool.getPassword()));
			}
		}

		/** The password must not be shown. */
		@Override
		public String toString() {
			return "pool of " + number(SIZE);
		}

	}

}
