package io.softlanding.panic;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import io.softlanding.drain.DrainController;
import io.softlanding.drain.DrainReason;
import io.softlanding.drain.DrainThread;
import io.softlanding.drain.DurationProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.context.ApplicationContext;

/**
 * Ends a process that cannot go on. What that needs is set aside beforehand: a thread
 * that waits for it, and memory, which is let go in parts, since those who have filled
 * the heap may still be at it when the first part is free.
 */
final class FatalPanic implements Consumer<Throwable>, SmartInitializingSingleton, DisposableBean, StatusPart {

	private static final Logger logger = LoggerFactory.getLogger(FatalPanic.class);

	private static final int PARTS = 4;

	private static final byte[] NOTHING = {};

	/** What others who are short of memory get to fail, before the next part is free. */
	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private static final Duration AT_ONCE = Duration.ofSeconds(1);

	private final ApplicationContext context;

	private final DrainController drain;

	private final Settings settings;

	private final AtomicReference<@Nullable Throwable> cause = new AtomicReference<>();

	private final CountDownLatch happened = new CountDownLatch(1);

	private volatile byte[][] setAside = {};

	private volatile boolean closed;

	/**
	 * What to do.
	 *
	 * @param action the reaction
	 * @param timeout how long the drain may take
	 * @param exitCode the exit code of the process
	 * @param setAsideBytes how much memory is kept for it
	 */
	record Settings(FatalAction action, Duration timeout, int exitCode, int setAsideBytes) {
	}

	FatalPanic(ApplicationContext context, DrainController drain, Settings settings) {
		this.context = context;
		this.drain = drain;
		this.settings = settings;
	}

	@Override
	public void afterSingletonsInstantiated() {
		byte[][] parts = new byte[PARTS][];
		for (int i = 0; i < PARTS; i++) {
			parts[i] = new byte[this.settings.setAsideBytes() / PARTS];
		}
		this.setAside = parts;
		new DrainThread("fatal-panic", this::await).start();
	}

	/** Returns at once, and needs nothing. */
	@Override
	public void accept(Throwable error) {
		if (this.cause.compareAndSet(null, error)) {
			release(0);
			this.happened.countDown();
		}
	}

	/** Whether this process is about to end because of a panic. */
	boolean isEnding() {
		return this.settings.action() != FatalAction.LOG && this.cause.get() != null;
	}

	/** The type of what has happened, if it has. */
	private @Nullable String cause() {
		Throwable cause = this.cause.get();
		return (cause != null) ? cause.getClass().getName() : null;
	}

	@Override
	public void describe(Map<String, Object> status) {
		String cause = cause();
		if (cause != null) {
			status.put("fatal", cause);
		}
	}

	private void await() {
		try {
			this.happened.await();
		}
		catch (InterruptedException ex) {
			return;
		}
		if (this.closed) {
			return;
		}
		for (int part = 1; part < PARTS; part++) {
			LockSupport.parkNanos(PAUSE_NANOS);
			release(part);
		}
		// Each step on its own: what fails for lack of memory must not keep the process.
		attempt(() -> logger.error("Fatal panic: {}. {}", cause(), intention()));
		attempt(() -> DrainThread.startOrRun("liveness",
				() -> AvailabilityChangeEvent.publish(this.context, LivenessState.BROKEN)));
		if (this.settings.action() == FatalAction.LOG) {
			return;
		}
		Duration timeout = (this.settings.action() == FatalAction.DRAIN) ? this.settings.timeout() : AT_ONCE;
		for (int i = 0; i < 3; i++) {
			attempt(() -> this.drain.exit(DrainReason.PANIC, timeout, this.settings.exitCode()));
		}
	}

	private String intention() {
		if (this.settings.action() == FatalAction.LOG) {
			return "Nothing is done about it (softlanding.panic.fatal.action=log)";
		}
		return "This process drains for %s at most, and exits with code %d".formatted(
				DurationProperty
					.text((this.settings.action() == FatalAction.DRAIN) ? this.settings.timeout() : AT_ONCE),
				this.settings.exitCode());
	}

	private static void attempt(Runnable step) {
		try {
			step.run();
		}
		catch (Throwable ex) {
			LockSupport.parkNanos(PAUSE_NANOS);
		}
	}

	private void release(int part) {
		byte[][] parts = this.setAside;
		if (part < parts.length) {
			parts[part] = NOTHING;
		}
	}

	@Override
	public void destroy() {
		this.closed = true;
		this.happened.countDown();
		this.setAside = new byte[0][];
	}

}
