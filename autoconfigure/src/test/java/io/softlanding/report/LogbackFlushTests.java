/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.report;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class LogbackFlushTests {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final LoggerContext context = new LoggerContext();

	private final Logger logger = this.context.getLogger("test");

	private final ByteArrayOutputStream output = new ByteArrayOutputStream();

	private final CountDownLatch mayWrite = new CountDownLatch(1);

	private final CountDownLatch writes = new CountDownLatch(1);

	@BeforeEach
	void start() {
		this.context.setMDCAdapter(new LogbackMDCAdapter());
	}

	@AfterEach
	void stop() {
		this.mayWrite.countDown();
		this.context.stop();
	}

	@Test
	void whatAnAsynchronousAppenderHasTakenIsWritten() throws Exception {
		this.logger.addAppender(async(started(new Slow()), false));
		this.logger.info("first");
		assertThat(this.writes.await(5, TimeUnit.SECONDS)).isTrue();
		this.logger.info("last");
		// The queue is as good as empty, and nothing is written.
		assertThat(flush(Duration.ofMillis(50))).isFalse();
		assertThat(written()).isEmpty();
		this.mayWrite.countDown();
		assertThat(flush(PATIENCE)).isTrue();
		assertThat(written()).isEqualTo("first\nlast\n");
	}

	@Test
	void anAppenderThatKeepsWhatItHasInMemoryWritesIt() throws Exception {
		this.logger.addAppender(file());
		this.logger.info("kept");
		assertThat(written()).isEmpty();
		assertThat(flush(PATIENCE)).isTrue();
		assertThat(written()).isEqualTo("kept\n");
	}

	@Test
	void aQueueThatIsFullAndRefusesMoreIsTriedAgain() throws Exception {
		AsyncAppender async = async(started(new Slow()), true);
		this.logger.addAppender(async);
		this.logger.error("first");
		assertThat(this.writes.await(5, TimeUnit.SECONDS)).isTrue();
		for (int i = 0; i < 10; i++) {
			this.logger.error("more");
		}
		assertThat(async.getRemainingCapacity()).isZero();
		Thread release = new Thread(this.mayWrite::countDown);
		release.start();
		assertThat(flush(PATIENCE)).isTrue();
		assertThat(written()).startsWith("first\nmore\n").doesNotContain("Flushed");
	}

	@Test
	void oneThatHangsDoesNotKeepTheOthers() throws Exception {
		this.logger.addAppender(async(started(new Slow()), false));
		this.logger.addAppender(async(file(), false));
		this.logger.info("line");
		assertThat(flush(Duration.ofMillis(500))).isFalse();
		assertThat(written()).isEqualTo("line\n");
	}

	@Test
	void flushingAgainAndAgainLeavesNoTrace() throws Exception {
		OutputStreamAppender<ILoggingEvent> file = file();
		this.logger.addAppender(async(file, false));
		for (int i = 0; i < 5; i++) {
			assertThat(flush(PATIENCE)).isTrue();
		}
		this.logger.info("line");
		assertThat(flush(PATIENCE)).isTrue();
		assertThat(written()).isEqualTo("line\n");
		assertThat(file.getCopyOfAttachedFiltersList()).hasSize(1);
	}

	@Test
	void appendersThatDoNotRunAreNotWaitedFor() throws Exception {
		AsyncAppender stopped = async(file(), false);
		this.logger.addAppender(stopped);
		AsyncAppender empty = new AsyncAppender();
		empty.setContext(this.context);
		this.logger.addAppender(empty);
		stopped.stop();
		assertThat(flush(PATIENCE)).isTrue();
	}

	private boolean flush(Duration patience) throws InterruptedException {
		return new LogbackFlush(this.context).flush(patience);
	}

	private String written() {
		return this.output.toString(StandardCharsets.UTF_8);
	}

	private AsyncAppender async(Appender<ILoggingEvent> behind, boolean neverBlock) {
		AsyncAppender appender = new AsyncAppender();
		appender.setContext(this.context);
		appender.setQueueSize(5);
		appender.setDiscardingThreshold(0);
		appender.setNeverBlock(neverBlock);
		appender.addAppender(behind);
		appender.start();
		return appender;
	}

	private OutputStreamAppender<ILoggingEvent> file() {
		return started(new OutputStreamAppender<>());
	}

	private OutputStreamAppender<ILoggingEvent> started(OutputStreamAppender<ILoggingEvent> appender) {
		PatternLayoutEncoder encoder = new PatternLayoutEncoder();
		encoder.setContext(this.context);
		encoder.setPattern("%m%n");
		encoder.start();
		appender.setContext(this.context);
		appender.setEncoder(encoder);
		appender.setImmediateFlush(false);
		appender.setOutputStream(new BufferedOutputStream(this.output));
		appender.start();
		return appender;
	}

	/** Writes when it may. */
	private final class Slow extends OutputStreamAppender<ILoggingEvent> {

		@Override
		protected void append(ILoggingEvent event) {
			LogbackFlushTests.this.writes.countDown();
			try {
				LogbackFlushTests.this.mayWrite.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			super.append(event);
		}

	}

}
