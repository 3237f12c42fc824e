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

	private final PanicCounts counts = this.fixtures.counts;

	private final PanicLog log = new PanicLog(this.fixtures.clock, this.counts, 3, Duration.ofSeconds(10));

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
			report();
		}
		assertThat(this.appender.list).hasSize(3);
		this.fixtures.seconds(10);
		this.log.windowEnds(false);
		this.log.windowEnds(false);
		assertThat(this.appender.list).hasSize(4);
		assertThat(this.appender.list.get(3).getFormattedMessage())
			.isEqualTo("997 more panics in the last 10s, 1000 since the start");
	}

	@Test
	void whatHasNoLineIsNotCountedAmongTheOthers() {
		this.logger.setLevel(Level.INFO);
		for (int i = 0; i < 100; i++) {
			this.counts.add(PanicSeverity.EXPECTED, PanicSource.REQUEST);
			this.counts.add(PanicSeverity.IGNORED, PanicSource.REQUEST);
			this.log.report(expected());
		}
		for (int i = 0; i < 5; i++) {
			report();
		}
		assertThat(this.appender.list).as("the caller's mistakes take nobody's line").hasSize(3);
		this.fixtures.seconds(10);
		this.log.windowEnds(false);
		assertThat(this.appender.list.get(3).getFormattedMessage())
			.isEqualTo("2 more panics in the last 10s, 5 since the start");
		this.logger.setLevel(Level.DEBUG);
		report();
		this.fixtures.seconds(10);
		this.log.windowEnds(false);
		assertThat(this.appender.list).as("nor do those of before, when they have lines").hasSize(5);
	}

	private void report() {
		this.counts.add(PanicSeverity.ERROR, PanicSource.REQUEST);
		this.log.report(ReporterQueueTests.panic());
		this.log.windowEnds(false);
	}

	private static Panic expected() {
		Panic panic = ReporterQueueTests.panic();
		return new Panic(panic.fingerprint(), PanicSeverity.EXPECTED, panic.source(), panic.type(), panic.causes(),
				panic.message(), panic.firstSeen(), panic.lastSeen(), panic.count(), panic.route(), panic.thread(),
				panic.transaction(), panic.traceId(), panic.service(), panic.instance(), panic.stack());
	}

	@Test
	void aQuietWindowSaysNothingMore() {
		report();
		this.fixtures.seconds(10);
		this.log.windowEnds(false);
		assertThat(this.appender.list).hasSize(1);
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
		this.log.report(ReporterQueueTests.panic());
		String line = new String(encoder.encode(this.appender.list.get(0)), StandardCharsets.UTF_8);
		assertThat(JsonParserFactory.getJsonParser().parseMap(line).toString()).contains("fingerprint=0123456789abcdef",
				"route=GET /x", "instance=shop-1");
	}

	@Test
	void aLineHasKeysAndValues() {
		this.log.report(ReporterQueueTests.panic());
		ILoggingEvent line = this.appender.list.get(0);
		assertThat(line.getFormattedMessage())
			.isEqualTo("Panic 0123456789abcdef (error) out of GET /x: java.lang.Error");
		assertThat(line.getKeyValuePairs()).extracting((pair) -> pair.key + "=" + pair.value)
			.contains("panic.fingerprint=0123456789abcdef", "panic.severity=error", "panic.route=GET /x",
					"panic.instance=shop-1");
	}

}
