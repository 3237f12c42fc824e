package io.softlanding.panic;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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
 * that waits for it, room for classes, and memory, which is let go in parts, since those
 * who have filled the heap may still be at it when the first part is free.
 */
final class FatalPanic implements Consumer<Throwable>, SmartInitializingSingleton, DisposableBean, StatusPart {

	private static final Logger logger = LoggerFactory.getLogger(FatalPanic.class);

	private static final int PARTS = 8;

	/** How many of them the drain gets; the others are for its reports. */
	private static final int PARTS_OF_DRAIN = 4;

	private static final byte[] NOTHING = {};

	/** What is left to say when there is no room for the exit report. */
	private static final byte[] SHORTEST_REPORT = ("Exit report: {\"stage\":\"forced\",\"reason\":\"PANIC\","
			+ "\"panics\":{\"fatal\":\"java.lang.OutOfMemoryError\"},\"incomplete\":true}\n")
		.getBytes(StandardCharsets.UTF_8);

	/** How long before the process is halted that is said. */
	private static final long SHORTEST_REPORT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

	/** What others who are short of memory get to fail, before the next part is free. */
	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private static final Duration AT_ONCE = Duration.ofSeconds(1);

	private final ApplicationContext context;

	private final DrainController drain;

	private final Settings settings;

	private final AtomicReference<@Nullable Throwable> cause = new AtomicReference<>();

	private final CountDownLatch happened = new CountDownLatch(1);

	private final AtomicInteger nextPart = new AtomicInteger();

	private volatile byte[][] setAside = {};

	private final SpareMetaspace spareClasses = new SpareMetaspace();

	private final AtomicBoolean reportedShortly = new AtomicBoolean();

	private volatile boolean closed;

	/** When the process began to exit, 0 before. */
	private volatile long exitNanos;

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
		this.drain.report().before(this::makeRoom);
		FileOutputStream output = new FileOutputStream(FileDescriptor.out);
		this.drain.report().lastResort(() -> reportShortly(output));
		new DrainThread("fatal-panic", this::await).start();
		new DrainThread("fatal-report", () -> awaitLastMoment(output)).start();
	}

	/** Returns at once, and needs nothing. */
	@Override
	public void accept(Throwable error) {
		if (this.cause.compareAndSet(null, error)) {
			release(PARTS_OF_DRAIN);
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

	/** Makes room for what is done about an error, if it says that there is none. */
	void makeRoom(Throwable error) {
		this.spareClasses.releaseAfter(error);
	}

	private void await() {
		this.spareClasses.take();
		try {
			this.happened.await();
		}
		catch (InterruptedException ex) {
			return;
		}
		if (this.closed) {
			return;
		}
		for (int part = 1; part < PARTS_OF_DRAIN; part++) {
			LockSupport.parkNanos(PAUSE_NANOS);
			release(PARTS_OF_DRAIN);
		}
		// Each step on its own: what fails for lack of memory must not keep the process.
		attempt(() -> logger.error("Fatal panic: {}. {}", cause(), intention()));
		attempt(() -> DrainThread.startOrRun("liveness",
				() -> AvailabilityChangeEvent.publish(this.context, LivenessState.BROKEN)));
		if (this.settings.action() == FatalAction.LOG) {
			return;
		}
		Duration timeout = timeout();
		this.exitNanos = System.nanoTime();
		for (int i = 0; i < 3; i++) {
			attempt(() -> this.drain.exit(DrainReason.PANIC, timeout, this.settings.exitCode()));
		}
	}

	private Duration timeout() {
		return (this.settings.action() == FatalAction.DRAIN) ? this.settings.timeout() : AT_ONCE;
	}

	/**
	 * Whoever still lives just before the halt has not come to write a report: the
	 * collector had all the time. Needs no memory, and hurts nobody if it hangs.
	 */
	private void awaitLastMoment(FileOutputStream output) {
		long waitNanos = this.drain.longestExit(timeout()).toNanos() - SHORTEST_REPORT_NANOS;
		try {
			this.happened.await();
		}
		catch (InterruptedException ex) {
			return;
		}
		if (this.closed || !isEnding()) {
			return;
		}
		while (this.exitNanos == 0 || System.nanoTime() - this.exitNanos < waitNanos) {
			LockSupport.parkNanos(PAUSE_NANOS);
		}
		if (!this.drain.report().isLogged()) {
			reportShortly(output);
		}
	}

	private void reportShortly(FileOutputStream output) {
		if (!(this.cause.get() instanceof OutOfMemoryError) || !this.reportedShortly.compareAndSet(false, true)) {
			return;
		}
		try {
			output.write(SHORTEST_REPORT);
		}
		catch (IOException | OutOfMemoryError ex) {
			// Nobody reads it.
		}
	}

	private String intention() {
		if (this.settings.action() == FatalAction.LOG) {
			return "Liveness is broken, and nothing else is done about it (softlanding.panic.fatal.action=log)";
		}
		return "This process drains for %s at most, and exits with code %d".formatted(DurationProperty.text(timeout()),
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

	/** The first report gets most of what is left, and the next one the rest. */
	private void makeRoom() {
		if (this.cause.get() != null) {
			for (int part = 1; part < PARTS - PARTS_OF_DRAIN; part++) {
				release(PARTS);
			}
		}
	}

	/** Lets the next part go, if it is one of the first so many. */
	private void release(int end) {
		byte[][] parts = this.setAside;
		if (this.nextPart.get() < Math.min(end, parts.length)) {
			parts[Math.min(this.nextPart.getAndIncrement(), parts.length - 1)] = NOTHING;
		}
	}

	@Override
	public void destroy() {
		this.closed = true;
		this.happened.countDown();
		this.setAside = new byte[0][];
		this.spareClasses.release();
	}

}
