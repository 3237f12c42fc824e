package io.softlanding.drain;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * One participant in one drain: runs on a thread of its own and ends once, by its own
 * result or because its time is over. What it says after that is not heard.
 */
final class ParticipantRun implements DrainContext {

	private static final int FRAMES = 8;

	private final PlannedParticipant planned;

	private final DrainRequest request;

	private final NanoClock clock;

	private final DrainLog log;

	private final long deadlineNanos;

	private final AtomicReference<@Nullable DrainResult> result = new AtomicReference<>();

	private volatile @Nullable Thread thread;

	private volatile long startedNanos;

	private volatile long tookNanos;

	private volatile @Nullable String progress;

	ParticipantRun(PlannedParticipant planned, DrainRequest request, NanoClock clock, DrainLog log,
			long deadlineNanos) {
		this.planned = planned;
		this.request = request;
		this.clock = clock;
		this.log = log;
		this.deadlineNanos = deadlineNanos;
	}

	/**
	 * Starts the participant.
	 * @param whenEnded told once, on the participant's thread, when it has ended by
	 * itself
	 */
	void start(Consumer<ParticipantRun> whenEnded) {
		this.startedNanos = this.clock.nanoTime();
		try {
			Thread thread = new DrainThread(this.planned.name(), () -> {
				if (end(drain())) {
					whenEnded.accept(this);
				}
			});
			this.thread = thread;
			thread.start();
		}
		catch (OutOfMemoryError error) {
			end(DrainResult.failed("No thread could be started: %s", error));
			whenEnded.accept(this);
		}
	}

	private DrainResult drain() {
		try {
			DrainResult result = this.planned.participant().drain(this);
			return (result != null) ? result : DrainResult.failed("Returned no result");
		}
		catch (InterruptedException ex) {
			return DrainResult.timedOut("Interrupted while it waited");
		}
		catch (Throwable ex) {
			this.log.write((logger) -> logger.warn("Drain participant '{}' failed", this.planned.name(), ex));
			return DrainResult.failed("Failed with %s", ex.getClass().getName());
		}
	}

	/**
	 * Ends a participant that has not ended by itself: interrupts it and says where it
	 * was.
	 * @param why what happened, as a sentence's beginning
	 */
	void expire(String why) {
		Thread thread = this.thread;
		if (thread == null) {
			end(DrainResult.timedOut("%s before it could start: waited for %s", why, this.planned.after()));
			return;
		}
		String last = this.progress;
		DrainResult result = DrainResult.timedOut("%s%s", why, (last != null) ? "; last: " + last : "");
		List<String> stack = Arrays.stream(thread.getStackTrace()).limit(FRAMES).map(String::valueOf).toList();
		if (end(stack.isEmpty() ? result : result.with("stack", stack))) {
			thread.interrupt();
		}
	}

	private boolean end(DrainResult result) {
		if (!this.result.compareAndSet(null, result)) {
			return false;
		}
		this.tookNanos = (this.thread == null) ? 0 : this.clock.nanoTime() - this.startedNanos;
		return true;
	}

	PlannedParticipant planned() {
		return this.planned;
	}

	@Nullable DrainResult result() {
		return this.result.get();
	}

	@Nullable String progress() {
		return this.progress;
	}

	Map<String, Object> status() {
		Map<String, Object> status = new LinkedHashMap<>();
		status.put("name", this.planned.name());
		DrainResult result = this.result.get();
		if (result != null) {
			status.put("outcome", result.outcome().name());
			status.put("took", Duration.ofNanos(this.tookNanos));
			status.put("summary", result.summary());
			status.putAll(result.details());
		}
		else if (this.progress != null) {
			status.put("summary", this.progress);
		}
		return status;
	}

	@Override
	public DrainReason reason() {
		return this.request.reason();
	}

	@Override
	public Duration remaining() {
		return Duration.ofNanos(Math.max(0, this.deadlineNanos - this.clock.nanoTime()));
	}

	@Override
	public boolean forced() {
		return this.request.forced();
	}

	@Override
	public boolean exiting() {
		return this.request.exiting();
	}

	@Override
	public boolean initiatedBy(Thread thread) {
		return this.request.initiatedBy(thread);
	}

	@Override
	public void progress(String line) {
		this.progress = line;
	}

}
