/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.Credentials;
import io.softlanding.config.InvalidConfigurationException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;

/**
 * Resizes the connection pool that Spring Boot has made, and gives it the times and the
 * credentials that its next connections are made with. Connections that are open are left
 * alone: they end with their lifetime. With several pools it is not known whose keys
 * these are, so they need a restart.
 */
final class HikariListener implements ReloadListener {

	private static final String POOL = "spring.datasource.hikari";

	private static final String SOURCE = "spring.datasource";

	private static final SettingKeys KEYS = SettingKeys.of(POOL + ".maximum-pool-size", POOL + ".minimum-idle",
			POOL + ".connection-timeout", POOL + ".idle-timeout", POOL + ".max-lifetime", POOL + ".validation-timeout",
			POOL + ".leak-detection-threshold", POOL + ".username", POOL + ".password", SOURCE + ".username",
			SOURCE + ".password");

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
		return new Step() {

			@Override
			public void commit() {
				after.apply(target, before);
			}

			@Override
			public void rollback() {
				before.apply(target, after);
			}

		};
	}

	/** What is written in the files, or not. */
	record PoolSettings(@Nullable Integer maximumPoolSize, @Nullable Integer minimumIdle,
			@Nullable Long connectionTimeout, @Nullable Long idleTimeout, @Nullable Long maxLifetime,
			@Nullable Long validationTimeout, @Nullable Long leakDetectionThreshold, @Nullable String username,
			@Nullable String password) {
	}

	/**
	 * What a pool shall have; what HikariCP has by default where the files are silent.
	 */
	private record Values(int size, int idle, long connectionMillis, long idleMillis, long lifetimeMillis,
			long validationMillis, long leakMillis, @Nullable String username, @Nullable String password) {

		private static final int DEFAULT_SIZE = 10;

		static Values of(Snapshot snapshot) {
			Binder binder = snapshot.binder();
			HikariConfig defaults = new HikariConfig();
			try {
				PoolSettings pool = binder.bindOrCreate(POOL, Bindable.of(PoolSettings.class));
				int size = or(pool.maximumPoolSize(), DEFAULT_SIZE);
				return new Values(size, or(pool.minimumIdle(), size),
						or(pool.connectionTimeout(), defaults.getConnectionTimeout()),
						or(pool.idleTimeout(), defaults.getIdleTimeout()),
						or(pool.maxLifetime(), defaults.getMaxLifetime()),
						or(pool.validationTimeout(), defaults.getValidationTimeout()),
						or(pool.leakDetectionThreshold(), defaults.getLeakDetectionThreshold()),
						(pool.username() != null) ? pool.username() : value(binder, SOURCE + ".username"),
						(pool.password() != null) ? pool.password() : value(binder, SOURCE + ".password"));
			}
			catch (BindException ex) {
				throw new InvalidConfigurationException("%s cannot be given to HikariCP.".formatted(ex.getName()),
						"Set it to a whole number; times are milliseconds.");
			}
		}

		/** Also one that an environment variable has. */
		private static @Nullable String value(Binder binder, String key) {
			return binder.bind(key, String.class).orElse(null);
		}

		private static <T> T or(@Nullable T value, T other) {
			return (value != null) ? value : other;
		}

		/** Lets HikariCP say what it would not take. */
		void verify() {
			try {
				HikariConfig trial = new HikariConfig();
				trial.setMaximumPoolSize(this.size);
				trial.setMinimumIdle(this.idle);
				trial.setConnectionTimeout(this.connectionMillis);
				trial.setIdleTimeout(this.idleMillis);
				trial.setMaxLifetime(this.lifetimeMillis);
				trial.setValidationTimeout(this.validationMillis);
				trial.setLeakDetectionThreshold(this.leakMillis);
			}
			catch (IllegalArgumentException ex) {
				throw new InvalidConfigurationException("%s.*: HikariCP says %s.".formatted(POOL, ex.getMessage()),
						"Correct it.");
			}
		}

		void apply(HikariDataSource pool, Values from) {
			if (this.size != from.size) {
				pool.setMaximumPoolSize(this.size);
			}
			if (this.idle != from.idle) {
				pool.setMinimumIdle(this.idle);
			}
			if (this.connectionMillis != from.connectionMillis) {
				pool.setConnectionTimeout(this.connectionMillis);
			}
			if (this.idleMillis != from.idleMillis) {
				pool.setIdleTimeout(this.idleMillis);
			}
			if (this.lifetimeMillis != from.lifetimeMillis) {
				pool.setMaxLifetime(this.lifetimeMillis);
			}
			if (this.validationMillis != from.validationMillis) {
				pool.setValidationTimeout(this.validationMillis);
			}
			if (this.leakMillis != from.leakMillis) {
				pool.setLeakDetectionThreshold(this.leakMillis);
			}
			boolean otherUsername = !Objects.equals(this.username, from.username);
			boolean otherPassword = !Objects.equals(this.password, from.password);
			if (otherUsername || otherPassword) {
				// Together: no connection is made with the one of before and the other
				// of now.
				pool.setCredentials(Credentials.of(otherUsername ? this.username : pool.getUsername(),
						otherPassword ? this.password : pool.getPassword()));
			}
		}

		/** The password must not get anywhere. */
		@Override
		public String toString() {
			return "pool of " + this.size;
		}

	}

}
