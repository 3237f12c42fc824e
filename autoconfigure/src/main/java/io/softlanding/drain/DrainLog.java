package io.softlanding.drain;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.slf4j.Logger;

/**
 * The drain's log lines, written by a thread of their own: an appender that blocks, as a
 * full pipe does, must not stop the drain. Lines beyond what it holds are dropped.
 */
final class DrainLog {

	private static final int MOST_LINES = 1000;

	private final Logger logger;

	private final AtomicInteger dropped = new AtomicInteger();

	private final ThreadPoolExecutor writer;

	DrainLog(Logger logger) {
		this.logger = logger;
		this.writer = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_LINES),
				(task) -> new DrainThread("log", task), (line, full) -> this.dropped.incrementAndGet());
		this.writer.allowCoreThreadTimeOut(true);
	}

	void info(String line) {
		write((logger) -> logger.info(line));
	}

	void warn(String line) {
		write((logger) -> logger.warn(line));
	}

	void write(Consumer<Logger> line) {
		try {
			this.writer.execute(() -> {
				int dropped = this.dropped.getAndSet(0);
				if (dropped > 0) {
					this.logger.warn("{} log lines of the drain were dropped: the appenders are too slow", dropped);
				}
				line.accept(this.logger);
			});
		}
		catch (RejectedExecutionException | OutOfMemoryError error) {
			// Without a thread there are no log lines, but there is still a drain.
		}
	}

	/**
	 * Waits until what was written so far has reached the appenders.
	 * @param patience how long to wait
	 * @return whether it has
	 */
	boolean flush(Duration patience) {
		CountDownLatch written = new CountDownLatch(1);
		write((logger) -> written.countDown());
		return Waiting.uninterruptibly(written, patience.toNanos());
	}

}
