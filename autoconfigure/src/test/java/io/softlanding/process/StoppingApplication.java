/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.sql.Connection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import com.zaxxer.hikari.HikariDataSource;
import io.softlanding.transaction.TransactionDoomedException;
import io.softlanding.transaction.TransactionRefusedException;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Beans that end their transactions when Spring stops or destroys them, one at a time:
 * the property {@code bean} says which.
 */
@EnableAutoConfiguration
public class StoppingApplication {

	public static void main(String[] args) {
		new SpringApplication(StoppingApplication.class).run(args);
	}

	@EventListener
	void ready(ApplicationReadyEvent event) {
		FaultyApplication.say("READY");
	}

	/** What they all write: one transaction, or one after another. */
	static class Writer {

		private final JdbcTemplate jdbc;

		private final TransactionTemplate transactions;

		final CountDownLatch told = new CountDownLatch(1);

		Writer(JdbcTemplate jdbc, PlatformTransactionManager manager) {
			this.jdbc = jdbc;
			this.transactions = new TransactionTemplate(manager);
		}

		void insert(String id) {
			this.jdbc.update("INSERT INTO landing (id) VALUES (?)", id);
		}

		/** Begins before the signal, and ends when it is told. */
		void writeOpen() {
			this.transactions.executeWithoutResult((status) -> {
				insert("open");
				FaultyApplication.say("OPEN");
				await(this.told);
				insert("told");
			});
		}

		/** Begins when it is told. */
		void writeLate() {
			FaultyApplication.say("OPEN");
			await(this.told);
			this.transactions.executeWithoutResult((status) -> {
				for (int i = 0; i < 50; i++) {
					insert("late" + i);
				}
			});
		}

		/** One after another, until it is told. */
		void writeMany() {
			int i = 0;
			while (this.told.getCount() > 0) {
				String id = "many" + i++ + "-" + System.nanoTime();
				this.transactions.executeWithoutResult((status) -> insert(id));
				FaultyApplication.say((i == 1) ? "OPEN" : "");
			}
			FaultyApplication.say("WRITTEN " + i);
		}

		static void await(CountDownLatch latch) {
			try {
				latch.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	@Bean
	HikariDataSource dataSource(Environment environment) {
		HikariDataSource dataSource = new HikariDataSource();
		dataSource.setJdbcUrl(environment.getRequiredProperty("database.url"));
		dataSource.setUsername(environment.getRequiredProperty("database.username"));
		dataSource.setPassword(environment.getRequiredProperty("database.password"));
		return dataSource;
	}

	@Bean
	JdbcTemplate jdbcTemplate(HikariDataSource dataSource) {
		return new JdbcTemplate(dataSource);
	}

	@Bean
	JdbcTransactionManager transactionManager(HikariDataSource dataSource) {
		return new JdbcTransactionManager(dataSource);
	}

	@Bean
	Writer writer(JdbcTemplate jdbc, PlatformTransactionManager manager) {
		return new Writer(jdbc, manager);
	}

	/** An own thread that is joined when the bean is destroyed. */
	static class Joined implements DisposableBean {

		private final Writer writer;

		private final Thread thread;

		Joined(Writer writer, Runnable work) {
			this.writer = writer;
			this.thread = new Thread(work, "own");
			this.thread.start();
		}

		@Override
		public void destroy() throws Exception {
			this.writer.told.countDown();
			this.thread.join();
		}

	}

	@Bean
	@ConditionalOnProperty(name = "bean", havingValue = "joined-open")
	Joined joinedOpen(Writer writer) {
		return new Joined(writer, writer::writeOpen);
	}

	@Bean
	@ConditionalOnProperty(name = "bean", havingValue = "joined-late")
	Joined joinedLate(Writer writer) {
		return new Joined(writer, writer::writeLate);
	}

	@Bean
	@ConditionalOnProperty(name = "bean", havingValue = "joined-many")
	Joined joinedMany(Writer writer) {
		return new Joined(writer, writer::writeMany);
	}

	@Bean
	@ConditionalOnProperty(name = "bean", havingValue = "pool")
	DisposableBean pool(Writer writer) {
		ExecutorService pool = Executors.newFixedThreadPool(2);
		pool.execute(writer::writeOpen);
		return () -> {
			writer.told.countDown();
			pool.shutdown();
			pool.awaitTermination(10, TimeUnit.SECONDS);
		};
	}

	/** Stops in a late phase. */
	@Bean
	@ConditionalOnProperty(name = "bean", havingValue = "lifecycle")
	SmartLifecycle lifecycle(Writer writer) {
		return new Listener(writer, -100, 0);
	}

	/** Like a listener container: its record takes two seconds more. */
	@Bean
	@ConditionalOnProperty(name = "bean", havingValue = "listener")
	SmartLifecycle listener(Writer writer) {
		return new Listener(writer, Integer.MAX_VALUE - 100, 2000);
	}

	/** Tells nobody, so that the transaction stays open for ever. */
	@Bean
	@ConditionalOnProperty(name = "bean", havingValue = "endless")
	Object endless(Writer writer) {
		Thread thread = new Thread(writer::writeOpen, "endless");
		thread.setDaemon(true);
		thread.start();
		return writer;
	}

	/** Takes a connection, and forgets it. */
	@Bean
	@ConditionalOnProperty(name = "bean", havingValue = "leaked")
	Object leaked(HikariDataSource dataSource) throws Exception {
		Connection connection = dataSource.getConnection();
		connection.setAutoCommit(false);
		connection.prepareStatement("INSERT INTO landing (id) VALUES ('leaked')").executeUpdate();
		FaultyApplication.say("OPEN");
		return List.of(connection);
	}

	/** Closes the pool itself, before others are done with it. */
	@Bean
	@ConditionalOnProperty(name = "bean", havingValue = "early")
	DisposableBean early(Writer writer, HikariDataSource dataSource) {
		endless(writer);
		return dataSource::close;
	}

	/** Closes the context inside a transaction. */
	@Bean
	@ConditionalOnProperty(name = "bean", havingValue = "closing")
	ApplicationListener<ApplicationReadyEvent> closing(Writer writer, ConfigurableApplicationContext context) {
		return (event) -> new Thread(() -> writer.transactions.executeWithoutResult((status) -> {
			writer.insert("closing");
			FaultyApplication.say("OPEN");
			context.close();
		}), "closing").start();
	}

	/** Writes until it is refused, also after a transaction that was ended by force. */
	@Bean
	@ConditionalOnProperty(name = "bean", havingValue = "unending")
	DisposableBean unending(Writer writer) {
		Thread thread = new Thread(() -> {
			boolean refused = false;
			while (!refused) {
				try {
					writer.writeMany();
				}
				catch (TransactionRefusedException ex) {
					refused = true;
				}
				catch (DataAccessException | TransactionException | TransactionDoomedException ex) {
					FaultyApplication.say("ENDED " + ex.getClass().getSimpleName());
				}
			}
		}, "unending");
		thread.start();
		return thread::join;
	}

	/** Stops its writer, and calls back when it has ended. */
	private static final class Listener implements SmartLifecycle {

		private final Writer writer;

		private final int phase;

		private final long restMillis;

		private final CountDownLatch ended = new CountDownLatch(1);

		private volatile boolean running;

		Listener(Writer writer, int phase, long restMillis) {
			this.writer = writer;
			this.phase = phase;
			this.restMillis = restMillis;
		}

		@Override
		public void start() {
			this.running = true;
			new Thread(() -> {
				this.writer.writeOpen();
				this.ended.countDown();
			}, "listener").start();
		}

		@Override
		public void stop(Runnable callback) {
			new Thread(() -> {
				try {
					Thread.sleep(this.restMillis);
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
				this.writer.told.countDown();
				Writer.await(this.ended);
				this.running = false;
				callback.run();
			}, "stop").start();
		}

		@Override
		public void stop() {
			throw new UnsupportedOperationException();
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return this.phase;
		}

	}

}
