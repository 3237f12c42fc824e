/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.lang.StackWalker.StackFrame;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.util.DriverDataSource;
import com.zaxxer.hikari.util.PropertyElf;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * A HikariCP pool. A {@link PhysicalDataSource} takes the place of its data source in the
 * configuration before the pool starts, and leaves it once the pool has read it.
 */
final class HikariPool implements Pool {

	private static final @Nullable Field FIELD = field();

	/** Opens a connection of a data source. */
	interface Opener {

		Connection open(DataSource target) throws SQLException;

	}

	private final String name;

	private final HikariDataSource pool;

	private final Observer observer;

	/** What was configured before, or {@code null}. */
	private final @Nullable DataSource configured;

	private final @Nullable String className;

	/** Whether the pool has read its configuration; guarded by this. */
	private boolean taken;

	private volatile List<@Nullable Object> settings;

	private volatile DataSource target;

	private volatile boolean settled;

	private HikariPool(String name, HikariDataSource pool, Observer observer) {
		this.name = name;
		this.pool = pool;
		this.observer = observer;
		this.configured = pool.getDataSource();
		this.className = pool.getDataSourceClassName();
		this.settings = settings();
		this.target = create();
	}

	/** What the target depends on. */
	private List<@Nullable Object> settings() {
		return Arrays.asList(this.pool.getJdbcUrl(), this.pool.getDriverClassName(), this.pool.getUsername(),
				this.pool.getPassword(), Map.copyOf(this.pool.getDataSourceProperties()));
	}

	/** Creates what HikariCP would create from its configuration, when it starts. */
	private DataSource create() {
		if (this.configured != null) {
			return this.configured;
		}
		if (this.className != null) {
			DataSource dataSource = (DataSource) BeanUtils
				.instantiateClass(ClassUtils.resolveClassName(this.className, null));
			PropertyElf.setTargetFromProperties(dataSource, this.pool.getDataSourceProperties());
			return dataSource;
		}
		return new DriverDataSource(Objects.requireNonNull(this.pool.getJdbcUrl()), this.pool.getDriverClassName(),
				this.pool.getDataSourceProperties(), this.pool.getUsername(), this.pool.getPassword());
	}

	/**
	 * Observes a pool, unless it has started or its configuration does not tell what it
	 * would connect to.
	 */
	static @Nullable Pool observe(String name, DataSource dataSource, Observer observer) {
		if (!(dataSource instanceof HikariDataSource pool) || pool.getHikariPoolMXBean() != null || pool.isClosed()) {
			return null;
		}
		undoCopy(pool);
		DataSource configured = pool.getDataSource();
		String className = (configured != null) ? configured.getClass().getName() : pool.getDataSourceClassName();
		boolean known = className != null || pool.getJdbcUrl() != null;
		// HikariCP treats a data source of MySQL's in its own way, by its class.
		if (!known || className != null && className.contains("Mysql") || configured instanceof PhysicalDataSource
				|| !startsByConnecting(pool)) {
			return null;
		}
		try {
			HikariPool observed = new HikariPool(name, pool, observer);
			pool.setDataSourceClassName(null);
			pool.setDataSource(new PhysicalDataSource(observed, true));
			return observed;
		}
		catch (RuntimeException | LinkageError ex) {
			// The pool says itself what is wrong when it starts, or it is sealed.
			return null;
		}
	}

	/** Restores a pool that has copied the configuration of an observed one. */
	private static void undoCopy(HikariDataSource pool) {
		if (pool.getDataSource() instanceof PhysicalDataSource source && source.pool().pool != pool) {
			pool.setDataSource(source.pool().configured);
			if (pool.getDataSourceClassName() == null) {
				pool.setDataSourceClassName(source.pool().className);
			}
		}
	}

	/** The field that a pool keeps its data source in; none is observed without it. */
	private static @Nullable Field field() {
		try {
			Field field = ReflectionUtils.findField(com.zaxxer.hikari.pool.HikariPool.class, "dataSource",
					DataSource.class);
			if (field != null && !Modifier.isFinal(field.getModifiers())) {
				field.setAccessible(true);
				return field;
			}
		}
		catch (RuntimeException | LinkageError ex) {
			return null;
		}
		return null;
	}

	/** Whether its first connection is opened by the thread that starts it. */
	private static boolean startsByConnecting(HikariDataSource pool) {
		return FIELD != null && pool.getInitializationFailTimeout() >= 0
				&& !Boolean.getBoolean("com.zaxxer.hikari.blockUntilFilled");
	}

	/** Whether this pool opens a connection, and not one with a copy of its settings. */
	boolean isOwn(boolean shared) {
		return !shared || Thread.holdsLock(this.pool) && this.pool.getHikariPoolMXBean() == null;
	}

	/** Called when the pool, which is not sealed yet, has read its configuration. */
	synchronized void starting() {
		if (!this.taken) {
			List<@Nullable Object> settings = settings();
			if (!settings.equals(this.settings)) {
				this.settings = settings;
				this.target = create();
			}
		}
		if (this.pool.getInitializationFailTimeout() < 0) {
			// It is sealed before the first connection.
			restoreConfiguration();
		}
	}

	DataSource target() {
		return this.target;
	}

	Connection open(boolean shared, Opener opener) throws SQLException {
		if (isOwn(shared)) {
			if (shared && this.pool.getConnectionTimeout() == Integer.MAX_VALUE) {
				// HikariCP sets no login timeout then: this is its first call.
				starting();
			}
			return opened(opener.open(this.target));
		}
		boolean copy = settle() || this.pool.getHikariPoolMXBean() == null;
		if (this.configured == null) {
			// The copy can have another URL, which is not known here. If it is this pool,
			// it tries again.
			throw new SQLException(("The configuration of '%s' was copied before its pool started. "
					+ "Add '%s' to softlanding.transaction.excluded-data-sources.")
				.formatted(this.name, this.name));
		}
		Connection connection = opener.open(this.configured);
		return copy ? connection : opened(connection);
	}

	private Connection opened(Connection connection) throws SQLException {
		Connection observed = this.observer.opened(connection);
		restoreConfiguration();
		return observed;
	}

	/** A pool that could not start tries again with what is configured then. */
	private synchronized void restoreConfiguration() {
		if (this.taken) {
			return;
		}
		this.taken = true;
		try {
			this.pool.setDataSourceClassName(this.className);
			this.pool.setDataSource(this.configured);
		}
		catch (IllegalStateException ex) {
			// It started without a trial connection and is sealed: this stays there.
		}
	}

	/**
	 * Replaces what the running pool has taken from its configuration, so that each later
	 * call through that comes from a pool with a copy.
	 * @return whether that had been done before
	 */
	private boolean settle() {
		if (this.settled) {
			return true;
		}
		HikariPoolMXBean running = this.pool.getHikariPoolMXBean();
		if (running != null && FIELD != null) {
			ReflectionUtils.setField(FIELD, running, new PhysicalDataSource(this, false));
			this.settled = true;
		}
		return false;
	}

	/** Idle connections would be replaced at once by as many others. */
	@Override
	public void evictIdle() {
		HikariPoolMXBean running = this.pool.getHikariPoolMXBean();
		if (running != null && !this.pool.isClosed()) {
			this.pool.setMinimumIdle(0);
			running.softEvictConnections();
		}
	}

	@Override
	public synchronized void grow() {
		this.pool.setMaximumPoolSize(this.pool.getMaximumPoolSize() + 1);
	}

	/** A pool with a URL is opened by that, with time limits for its driver. */
	@Override
	public @Nullable Connection openSide() throws SQLException {
		if (this.pool.getJdbcUrl() != null && this.configured == null && this.className == null) {
			return null;
		}
		String username = this.pool.getUsername();
		return (username != null) ? this.target.getConnection(username, this.pool.getPassword())
				: this.target.getConnection();
	}

	@Override
	public boolean isAutoCommit() {
		settle();
		return this.pool.isAutoCommit();
	}

	/**
	 * Borrowers call through a proxy, the pool from its base class. Only the proxy's
	 * {@code close} clears warnings on its own account.
	 */
	@Override
	public boolean isCalling(String method) {
		settle();
		if (method.equals("clearWarnings")) {
			return isCalledBy((frame) -> frame.getMethodName().equals("close")
					&& frame.getClassName().endsWith(".ProxyConnection"));
		}
		boolean own = method.equals("setAutoCommit") || this.pool.getConnectionTestQuery() != null
				|| this.pool.getConnectionInitSql() != null;
		return own && isCalledBy((frame) -> frame.getClassName().endsWith(".PoolBase"));
	}

	private static boolean isCalledBy(Predicate<StackFrame> caller) {
		return StackWalker.getInstance()
			.walk((frames) -> frames.filter((frame) -> frame.getClassName().startsWith("com.zaxxer.hikari.pool."))
				.findFirst()
				.filter(caller)
				.isPresent());
	}

}
