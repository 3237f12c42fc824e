/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.config.InvalidConfigurationException;
import io.softlanding.drain.ConditionalOnDrain;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.inflight.CurrentRequest;
import io.softlanding.time.DurationProperty;
import io.softlanding.time.NanoClock;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * Auto-configuration of what observes transactions and ends those that are open.
 *
 * @since 0.1
 */
@AutoConfiguration(after = DrainAutoConfiguration.class)
@ConditionalOnDrain("transaction")
@ConditionalOnClass({ TransactionExecutionListener.class, DelegatingDataSource.class })
@RegisterReflectionForBinding(TransactionProperties.class)
public final class TransactionAutoConfiguration {

	@Bean
	static ConnectionTracking softlandingConnectionTracking(ObjectProvider<OpenTransactions> transactions,
			Environment environment, ObjectProvider<DatabaseDialect> dialects, ObjectProvider<Pool.Provider> pools) {
		Supplier<TransactionProperties> properties = SingletonSupplier.of(() -> TransactionProperties.of(environment));
		return new ConnectionTracking(transactions, () -> properties.get().excludedDataSources(),
				SingletonSupplier.of(() -> dialects(properties.get(), dialects)), pools);
	}

	private static Dialects dialects(TransactionProperties properties, ObjectProvider<DatabaseDialect> own) {
		TransactionProperties.Session session = properties.session();
		if (session.idleTimeout() != null) {
			DurationProperty.positive("softlanding.transaction.session.idle-timeout", session.idleTimeout());
		}
		if (session.transactionTimeout() != null) {
			DurationProperty.positive("softlanding.transaction.session.transaction-timeout",
					session.transactionTimeout());
		}
		List<DatabaseDialect> first = own.orderedStream().toList();
		return new Dialects(SingletonSupplier.of(() -> {
			List<DatabaseDialect> all = new ArrayList<>(first);
			all.add(new H2Dialect());
			all.add(new MySqlDialect(session));
			if (ClassUtils.isPresent("org.postgresql.core.BaseConnection", null)) {
				all.add(new PostgresDialect(session));
			}
			return all;
		}), session.isSet() || !first.isEmpty());
	}

	@Bean
	static OpenTransactions softlandingOpenTransactions(ObjectProvider<CurrentRequest> request) {
		return new OpenTransactions(NanoClock.SYSTEM, CurrentRequest.of(request.orderedStream().toList()));
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
	TransactionsParticipant softlandingTransactionsParticipant(OpenTransactions transactions, TransactionStatus status,
			ApplicationContext context, ConnectionTracking tracking) {
		TransactionsParticipant participant = new TransactionsParticipant(transactions, status, context,
				TransactionTimeouts.of(TransactionProperties.of(context.getEnvironment())));
		tracking.beforeDestruction(participant::beforeDestruction);
		return participant;
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(TransactionExecutionListener.class)
	@ConditionalOnProperty("softlanding.transaction.watch.enabled")
	@ConditionalOnProperty(name = "softlanding.features", havingValue = "all", matchIfMissing = true)
	static class WatchConfiguration {

		@Bean
		LongTransactions softlandingLongTransactions(OpenTransactions transactions, TransactionStatus status,
				ApplicationContext context) {
			TransactionProperties.Watch watch = TransactionProperties.of(context.getEnvironment()).watch();
			if (watch.limit() < 1) {
				throw new InvalidConfigurationException(
						"softlanding.transaction.watch.limit is %d: the watch would never act."
							.formatted(watch.limit()),
						"Set softlanding.transaction.watch.limit to 1 or more.");
			}
			return new LongTransactions(transactions, status,
					DurationProperty.positive("softlanding.transaction.watch.threshold", watch.threshold()),
					watch.action(), watch.limit(),
					DurationProperty.positive("softlanding.transaction.watch.interval", watch.interval()),
					context::publishEvent);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(HikariDataSource.class)
	static class HikariConfiguration {

		@Bean
		static Pool.Provider softlandingHikariPools() {
			return HikariPool::observe;
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
