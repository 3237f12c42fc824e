/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PanicLog}.
 */
class PanicLogTests {

	private final PanicFixtures fixtures = new PanicFixtures();

	private final PanicLog log = new PanicLog(this.fixtures.clock, 3, Duration.ofSeconds(10));

	private final Logger logger = (Logger) LoggerFactory.getLogger("io.softlanding.panic");

	private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

	@BeforeEach
	void listen() {
		this.appender.start();
		this.logger.addAppender(this.appender);
	}

	@AfterEach
	void stopListening() {
		this.logger.detachAppender(this.appender);
		this.logger.setLevel(null);
	}

	@Test
	void theFirstOfAWindowHaveALineEachAndTheOthersShareOne() {
		for (int i = 0; i < 1000; i++) {
			log(false);
		}
		assertThat(this.appender.list).hasSize(3);
		this.fixtures.seconds(10);
		log(false);
		assertThat(this.appender.list).hasSize(5);
		assertThat(this.appender.list.get(3).getFormattedMessage()).isEqualTo("997 more uncaught errors in 10s");
		this.log.summarize();
		assertThat(this.appender.list).hasSize(5);
	}

	@Test
	void anErrorThatIsLoggedElsewhereIsForDebugging() {
		log(true);
		assertThat(this.appender.list).isEmpty();
		this.logger.setLevel(Level.DEBUG);
		for (int i = 0; i < 10; i++) {
			log(true);
		}
		assertThat(this.appender.list).hasSize(10)
			.allSatisfy((event) -> assertThat(event.getLevel()).isEqualTo(Level.DEBUG));
	}

	private void log(boolean logged) {
		this.log.log(ReporterQueueTests.panic(), new Error("full"), logged);
	}

	@ParameterizedTest
	@ValueSource(strings = { "ecs", "logstash", "gelf" })
	void structuredFormatsCarryThem(String format) {
		LoggerContext context = new LoggerContext();
		context.putObject(Environment.class.getName(), new StandardEnvironment());
		StructuredLogEncoder encoder = new StructuredLogEncoder();
		encoder.setContext(context);
		encoder.setFormat(format);
		encoder.start();
		log(false);
		String line = new String(encoder.encode(this.appender.list.get(0)), StandardCharsets.UTF_8);
		assertThat(JsonParserFactory.getJsonParser().parseMap(line).toString()).contains("fingerprint=0123456789abcdef",
				"route=GET /x", "instance=shop-1");
	}

	@Test
	void aLineHasKeysAndValues() {
		log(false);
		ILoggingEvent line = this.appender.list.get(0);
		assertThat(line.getFormattedMessage())
			.isEqualTo("Uncaught error 0123456789abcdef (error) in GET /x: java.lang.Error");
		assertThat(line.getThrowableProxy().getMessage()).isEqualTo("full");
		assertThat(line.getKeyValuePairs()).extracting((pair) -> pair.key + "=" + pair.value)
			.contains("panic.fingerprint=0123456789abcdef", "panic.severity=error", "panic.route=GET /x",
					"panic.instance=shop-1");
	}

}
