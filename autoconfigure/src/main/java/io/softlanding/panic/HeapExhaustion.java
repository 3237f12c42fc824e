package io.softlanding.panic;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;

import io.softlanding.drain.NanoClock;

/**
 * Tells a heap that is full from a request that asked for too much. Full means that the
 * collector left more than 90 % of it, or that it happens again within a minute.
 */
final class HeapExhaustion {

	private static final double FULL = 0.9;

	private static final long MINUTE = TimeUnit.SECONDS.toNanos(60);

	private final NanoClock clock;

	private final DoubleSupplier occupancyAfterCollection;

	/** When the last one was seen; 0 for never. */
	private final AtomicLong lastNanos = new AtomicLong();

	HeapExhaustion(NanoClock clock, DoubleSupplier occupancyAfterCollection) {
		this.clock = clock;
		this.occupancyAfterCollection = occupancyAfterCollection;
	}

	PanicClassification classify(OutOfMemoryError error) {
		String message = ErrorChain.messageOf(error);
		if (message == null) {
			return PanicClassification.ERROR;
		}
		if (SpareMetaspace.isMetaspace(message)) {
			return PanicClassification.FATAL;
		}
		boolean heap = message.contains("Java heap space") || message.contains("GC overhead limit");
		return (heap && isFull()) ? PanicClassification.FATAL : PanicClassification.ERROR;
	}

	private boolean isFull() {
		long now = this.clock.nanoTime();
		// Never 0, which is never.
		long last = this.lastNanos.getAndSet((now != 0) ? now : 1);
		if (last != 0 && now - last < MINUTE) {
			return true;
		}
		try {
			return this.occupancyAfterCollection.getAsDouble() > FULL;
		}
		catch (OutOfMemoryError ex) {
			// There is not even room for the answer.
			return true;
		}
	}

}
