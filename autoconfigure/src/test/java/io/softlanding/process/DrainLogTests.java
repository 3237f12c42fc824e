/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(10)
class DrainLogTests {

	private final Logger logger = (Logger) LoggerFactory.getLogger("test." + DrainLogTests.class.getSimpleName());

	private final FullPipe pipe = new FullPipe();

	private final DrainLog log = new DrainLog(this.logger);

	/** Blocks at its first line, as a terminal does whose reader is stopped. */
	private static final class FullPipe extends UnsynchronizedAppenderBase<ILoggingEvent> {

		private final CountDownLatch reached = new CountDownLatch(1);

		private final CountDownLatch emptied = new CountDownLatch(1);

		private final List<String> lines = new CopyOnWriteArrayList<>();

		@Override
		protected void append(ILoggingEvent event) {
			this.reached.countDown();
			try {
				this.emptied.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			this.lines.add(event.getLevel() + " " + event.getFormattedMessage());
		}

	}

	@BeforeEach
	void attach() {
		this.logger.setLevel(Level.INFO);
		this.logger.setAdditive(false);
		this.pipe.start();
		this.logger.addAppender(this.pipe);
	}

	@AfterEach
	void detach() {
		this.pipe.emptied.countDown();
		this.logger.detachAppender(this.pipe);
	}

	@Test
	void appenderThatBlocksDoesNotBlockTheCaller() throws InterruptedException {
		this.log.info("first");
		assertThat(this.pipe.reached.await(10, TimeUnit.SECONDS)).isTrue();
		this.log.warn("second");
		this.log.write((logger) -> logger.error("third"));
		assertThat(this.log.flush(Duration.ofMillis(50))).isFalse();
		assertThat(this.pipe.lines).isEmpty();
		this.pipe.emptied.countDown();
		assertThat(this.log.flush(Duration.ofSeconds(10))).isTrue();
		assertThat(this.pipe.lines).containsExactly("INFO first", "WARN second", "ERROR third");
	}

	@Test
	void linesBeyondWhatItHoldsAreDroppedAndCounted() throws InterruptedException {
		this.log.info("first");
		assertThat(this.pipe.reached.await(10, TimeUnit.SECONDS)).isTrue();
		for (int i = 0; i < 2000; i++) {
			this.log.info("line " + i);
		}
		this.pipe.emptied.countDown();
		// A flush may find no place either.
		Awaitility.await().until(() -> this.log.flush(Duration.ofMillis(50)));
		assertThat(this.pipe.lines).hasSize(1002)
			.contains("INFO line 0", "INFO line 999")
			.anyMatch((line) -> line.matches("WARN 1\\d{3} log lines of the drain were dropped: .*"));
	}

	@Test
	void lineThatFailsDoesNotSilenceTheNext() {
		this.pipe.emptied.countDown();
		this.log.write((logger) -> {
			throw new IllegalStateException("broken");
		});
		this.log.info("next");
		assertThat(this.log.flush(Duration.ofSeconds(10))).isTrue();
		assertThat(this.pipe.lines).containsExactly("INFO next");
	}

}
