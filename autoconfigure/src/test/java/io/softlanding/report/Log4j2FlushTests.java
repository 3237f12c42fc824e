/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.appender.AsyncAppender;
import org.apache.logging.log4j.core.appender.FileAppender;
import org.apache.logging.log4j.core.async.AsyncLoggerContext;
import org.apache.logging.log4j.core.config.AppenderRef;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class Log4j2FlushTests {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final List<String> lines = new CopyOnWriteArrayList<>();

	private final CountDownLatch mayWrite = new CountDownLatch(1);

	private final CountDownLatch writes = new CountDownLatch(1);

	private LoggerContext context;

	@AfterEach
	void stop() {
		this.mayWrite.countDown();
		this.context.stop();
	}

	/** Loggers, appenders, or both are asynchronous. */
	@ParameterizedTest
	@ValueSource(strings = { "loggers", "appenders", "loggers and appenders" })
	void whatIsAsynchronousIsWritten(String asynchronous) throws Exception {
		start(asynchronous.contains("loggers"));
		Configuration configuration = configuration();
		Appender slow = add(configuration, new Slow());
		root(configuration, asynchronous.contains("appenders") ? add(configuration, async(configuration, slow)) : slow);
		Logger logger = this.context.getLogger("test");
		logger.info("first");
		assertThat(this.writes.await(5, TimeUnit.SECONDS)).isTrue();
		logger.info("last");
		assertThat(flush(Duration.ofMillis(50))).isFalse();
		assertThat(this.lines).isEmpty();
		this.mayWrite.countDown();
		assertThat(flush(PATIENCE)).isTrue();
		assertThat(this.lines.stream().filter((line) -> !line.equals("Flushed"))).containsExactly("first", "last");
	}

	@Test
	void aFileThatIsBufferedIsWritten(@TempDir Path directory) throws Exception {
		start(false);
		Path path = directory.resolve("app.log");
		Configuration configuration = configuration();
		FileAppender file = FileAppender.newBuilder()
			.setName("file")
			.withFileName(path.toString())
			.withBufferedIo(true)
			.setImmediateFlush(false)
			.setLayout(PatternLayout.newBuilder().withPattern("%m%n").build())
			.setConfiguration(configuration)
			.build();
		root(configuration, add(configuration, file));
		this.context.getLogger("test").info("kept");
		assertThat(Files.size(path)).isZero();
		assertThat(flush(PATIENCE)).isTrue();
		assertThat(path).content().isEqualTo("kept\n");
	}

	@Test
	void aConfigurationWithoutAppendersHasNothingToWrite() throws Exception {
		start(false);
		assertThat(flush(PATIENCE)).isTrue();
	}

	private boolean flush(Duration patience) throws InterruptedException {
		return new Log4j2Flush(this.context).flush(patience);
	}

	private void start(boolean asynchronousLoggers) {
		this.context = asynchronousLoggers ? new AsyncLoggerContext("test") : new LoggerContext("test");
		ConfigurationBuilder<BuiltConfiguration> builder = ConfigurationBuilderFactory.newConfigurationBuilder();
		this.context.start(builder.add(builder.newRootLogger(Level.INFO)).build());
	}

	private Configuration configuration() {
		return this.context.getConfiguration();
	}

	private static Appender add(Configuration configuration, Appender appender) {
		appender.start();
		configuration.addAppender(appender);
		return appender;
	}

	private void root(Configuration configuration, Appender appender) {
		configuration.getRootLogger().addAppender(appender, Level.ALL, null);
		this.context.updateLoggers();
	}

	private static AsyncAppender async(Configuration configuration, Appender behind) {
		return AsyncAppender.newBuilder()
			.setName("async")
			.setAppenderRefs(new AppenderRef[] { AppenderRef.createAppenderRef(behind.getName(), null, null) })
			.setConfiguration(configuration)
			.build();
	}

	/** Writes when it may. */
	private final class Slow extends AbstractAppender {

		Slow() {
			super("slow", null, null, true, Property.EMPTY_ARRAY);
		}

		@Override
		public void append(LogEvent event) {
			Log4j2FlushTests.this.writes.countDown();
			try {
				Log4j2FlushTests.this.mayWrite.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			Log4j2FlushTests.this.lines.add(event.getMessage().getFormattedMessage());
		}

	}

}
