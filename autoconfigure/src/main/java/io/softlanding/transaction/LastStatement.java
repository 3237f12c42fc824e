package io.softlanding.transaction;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The statement that was created last on a connection. May be used by any thread.
 */
final class LastStatement {

	private static final Logger logger = LoggerFactory.getLogger(LastStatement.class);

	private volatile @Nullable Statement statement;

	void set(@Nullable Statement statement) {
		this.statement = statement;
	}

	/**
	 * Asks the driver to cancel it. Can block.
	 * @param condition what has to be true just before
	 */
	void cancel(BooleanSupplier condition) {
		Statement statement = this.statement;
		try {
			if (statement != null && !statement.isClosed() && condition.getAsBoolean()) {
				statement.cancel();
			}
		}
		catch (SQLException | RuntimeException ex) {
			logger.debug("A statement could not be cancelled", ex);
		}
	}

}
