package io.softlanding.transaction;

import com.mysql.cj.jdbc.JdbcConnection;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.drain.CurrentRequest;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.drain.DrainController;
import io.softlanding.drain.DurationProperty;
import io.softlanding.drain.InvalidConfigurationException;
import io.softlanding.drain.NanoClock;
import org.postgresql.core.BaseConnection;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.transaction.TransactionExecutionListener;

/**
 * Auto-configuration of transaction tracking and of the end of open transactions.
 *
 * @since 0.1
 */
@AutoConfiguration(after = DrainAutoConfiguration.class)
@ConditionalOnProperty(prefix = "softlanding", name = { "enabled", "transaction.enabled" }, matchIfMissing = true)
@ConditionalOnClass({ TransactionExecutionListener.class, DelegatingDataSource.class })
@ConditionalOnBean(DrainController.class)
@EnableConfigurationProperties(TransactionProperties.class)
public final class TransactionAutoConfiguration {

	@Bean
	static ConnectionTracking softlandingConnectionTracking(ObjectProvider<OpenTransactions> transactions,
			ObjectProvider<DatabaseDialect> dialects, ObjectProvider<Pool> pools) {
		return new ConnectionTracking(transactions, dialects, pools);
	}

	@Bean
	static OpenTransactions softlandingOpenTransactions(ObjectProvider<CurrentRequest> request) {
		return new OpenTransactions(NanoClock.SYSTEM, request.getIfAvailable(() -> CurrentRequest.NONE));
	}

	@Bean
	TransactionStatus softlandingOpenTransactionsStatus(OpenTransactions transactions) {
		return new TransactionStatus(transactions);
	}

	@Bean
	RequestTransaction softlandingRequestTransaction(OpenTransactions transactions) {
		return new RequestTransaction(transactions);
	}

	@Bean
	static ClosingThread softlandingClosingThread(ApplicationContext context) {
		return new ClosingThread(context);
	}

	@Bean
	TransactionsParticipant softlandingTransactionsParticipant(OpenTransactions transactions, TransactionStatus status,
			ClosingThread closing, TransactionProperties properties) {
		return new TransactionsParticipant(transactions, status, closing, Patience.of(properties));
	}

	@Bean
	@ConditionalOnProperty(name = "softlanding.transaction.watch.enabled", matchIfMissing = true)
	LongTransactions softlandingLongTransactions(OpenTransactions transactions, TransactionStatus status,
			TransactionProperties properties, ApplicationEventPublisher events) {
		TransactionProperties.Watch watch = properties.watch();
		if (watch.limit() < 1) {
			throw new InvalidConfigurationException(
					"softlanding.transaction.watch.limit is %d: nothing would ever be done.".formatted(watch.limit()),
					"Set softlanding.transaction.watch.limit to 1 or more.");
		}
		return new LongTransactions(transactions, status,
				DurationProperty.positive("softlanding.transaction.watch.threshold", watch.threshold()), watch.action(),
				watch.limit(), events::publishEvent);
	}

	@Bean
	@ConditionalOnProperty(name = "softlanding.transaction.watch.enabled", matchIfMissing = true)
	LongTransactionWatch softlandingLongTransactionWatch(LongTransactions transactions, OpenTransactions open,
			TransactionStatus status, TransactionProperties properties) {
		return new LongTransactionWatch(transactions, new LateConnections(open, status),
				DurationProperty.positive("softlanding.transaction.watch.interval", properties.watch().interval()));
	}

	@Bean
	@Order
	static H2Dialect softlandingH2Dialect() {
		return new H2Dialect();
	}

	@Bean
	@Order
	static MySqlDialect softlandingMySqlDialect(TransactionProperties properties,
			ObjectProvider<MySqlDriver<?>> drivers) {
		return new MySqlDialect(SessionLimits.of(properties.session()), drivers.orderedStream().toList());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(BaseConnection.class)
	static class PostgresConfiguration {

		@Bean
		@Order
		static PostgresDialect softlandingPostgresDialect(TransactionProperties properties) {
			return new PostgresDialect(SessionLimits.of(properties.session()));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(org.mariadb.jdbc.Connection.class)
	static class MariaDbConfiguration {

		@Bean
		static MySqlDriver<?> softlandingMariaDbDriver() {
			return new MySqlDriver<>(org.mariadb.jdbc.Connection.class, org.mariadb.jdbc.Connection::getThreadId);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(JdbcConnection.class)
	static class MySqlConfiguration {

		@Bean
		static MySqlDriver<?> softlandingMySqlDriver() {
			return new MySqlDriver<>(JdbcConnection.class, JdbcConnection::getId);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(HikariDataSource.class)
	static class HikariConfiguration {

		@Bean
		static HikariPool softlandingHikariPool() {
			return new HikariPool();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class MetricsConfiguration {

		@Bean
		TransactionMetrics softlandingTransactionMetrics(OpenTransactions transactions,
				ObjectProvider<LongTransactions> longTransactions) {
			return new TransactionMetrics(transactions, longTransactions.getIfAvailable());
		}

	}

}
