package io.softlanding.web;

import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.SynchronousSink;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;

/**
 * Events that are written as buffers, each of which may have several of them or a part of
 * one. They are ended only where an event ends, that is at an empty line.
 */
final class BufferedEvents {

	private static final int LATEST = 4;

	private final Sinks.Empty<Void> end = Sinks.empty();

	/** The last bytes. What has not begun may end, as after an empty line. */
	private int latest = 0x0A0A;

	private boolean writing;

	private boolean ending;

	/**
	 * Limits what is written, so that it can be ended.
	 * @param body all buffers, for one subscriber
	 * @return the buffers up to the end
	 */
	Flux<DataBuffer> limit(Publisher<? extends DataBuffer> body) {
		return Flux.from(body)
			.<DataBuffer>handle(this::write)
			.takeUntil((buffer) -> isWritten())
			.takeUntilOther(this.end.asMono());
	}

	/**
	 * Ends the events, at once or after the one that is being written. Any thread may
	 * call it.
	 */
	void end() {
		boolean ended;
		synchronized (this) {
			this.ending = true;
			ended = ended();
		}
		if (ended) {
			this.end.tryEmitEmpty();
		}
	}

	private void write(DataBuffer buffer, SynchronousSink<DataBuffer> sink) {
		if (begin(buffer)) {
			sink.next(buffer);
		}
		else {
			DataBufferUtils.release(buffer);
			sink.complete();
		}
	}

	/** Whoever gets a buffer may give its bytes back, so they are read before. */
	private synchronized boolean begin(DataBuffer buffer) {
		if (ended()) {
			return false;
		}
		this.writing = true;
		int last = buffer.writePosition();
		for (int i = Math.max(buffer.readPosition(), last - LATEST); i < last; i++) {
			this.latest = this.latest << Byte.SIZE | Byte.toUnsignedInt(buffer.getByte(i));
		}
		return true;
	}

	private synchronized boolean isWritten() {
		this.writing = false;
		return ended();
	}

	/** Guarded by this. Lines end with LF, CR or both. */
	private boolean ended() {
		int two = this.latest & 0xFFFF;
		return this.ending && !this.writing && (two == 0x0A0A || two == 0x0D0D || this.latest == 0x0D0A0D0A);
	}

}
