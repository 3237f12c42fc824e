package io.softlanding.web;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Sinks;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BufferedEvents}.
 */
class BufferedEventsTests {

	private final BufferedEvents events = new BufferedEvents();

	private final Sinks.Many<DataBuffer> body = Sinks.many().unicast().onBackpressureBuffer();

	private final List<String> written = new CopyOnWriteArrayList<>();

	private final AtomicBoolean cancelled = new AtomicBoolean();

	private final AtomicBoolean complete = new AtomicBoolean();

	private Runnable whileWriting = () -> {
	};

	@BeforeEach
	void subscribe() {
		this.events.limit(this.body.asFlux().doOnCancel(() -> this.cancelled.set(true))).subscribe((buffer) -> {
			this.written.add(buffer.toString(StandardCharsets.UTF_8));
			// As a server does that has sent it.
			buffer.readPosition(buffer.writePosition());
			this.whileWriting.run();
		}, (ex) -> {
		}, () -> this.complete.set(true));
	}

	@Test
	void whatHasNotBegunEndsAtOnce() {
		this.events.end();
		assertThat(this.complete).isTrue();
		assertThat(this.cancelled).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "data:1\n\n", "data:1\r\n\r\n", "data:1\r\r", ":\n\n", "data:1\n\ndata:2\n\n" })
	void theyEndAtOnceBetweenTwoEvents(String event) {
		write(event);
		this.events.end();
		assertThat(this.complete).isTrue();
		assertThat(this.cancelled).isTrue();
		assertThat(this.written).containsExactly(event);
	}

	@ParameterizedTest
	@ValueSource(strings = { "data:1", "data:1\n", "data:1\r\n", "data:1\r\n\r", "data:1\n\ndata:2" })
	void anEventThatHasBegunIsWrittenToItsEnd(String begin) {
		write(begin);
		this.events.end();
		assertThat(this.complete).isFalse();
		write("");
		assertThat(this.complete).isFalse();
		write("\r\n\r\n");
		write("data:3\n\n");
		assertThat(this.complete).isTrue();
		assertThat(this.written).containsExactly(begin, "", "\r\n\r\n");
	}

	@Test
	void anEmptyLineMayComeByteByByte() {
		for (String part : List.of("data:1", "\r", "\n", "\r", "\n")) {
			write(part);
		}
		this.events.end();
		assertThat(this.complete).isTrue();
	}

	@Test
	void theEndDoesNotBreakIntoABufferThatIsBeingWritten() {
		this.whileWriting = this.events::end;
		write("data:1\n\n");
		assertThat(this.complete).isTrue();
		assertThat(this.written).containsExactly("data:1\n\n");
	}

	@Test
	void nothingIsLostWhenNobodyEndsThem() {
		write("data:1\n\n");
		write("data:2\n\n");
		this.body.tryEmitComplete();
		this.events.end();
		assertThat(this.complete).isTrue();
		assertThat(this.cancelled).isFalse();
		assertThat(this.written).containsExactly("data:1\n\n", "data:2\n\n");
	}

	private void write(String text) {
		this.body.tryEmitNext(DefaultDataBufferFactory.sharedInstance.wrap(text.getBytes(StandardCharsets.UTF_8)));
	}

}
