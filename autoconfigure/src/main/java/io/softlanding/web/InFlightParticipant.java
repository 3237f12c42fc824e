package io.softlanding.web;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainReason;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.NanoClock;
import io.softlanding.drain.RehearsableParticipant;
import io.softlanding.drain.WorkSource;

/**
 * Waits until every accepted request has been answered, and turns away what comes after
 * that.
 *
 * <p>
 * The last request to finish wakes the waiting thread. Only what the server has not
 * brought to the filter yet has to be looked for: connections that wait for a thread, and
 * threads that have just taken one.
 */
final class InFlightParticipant implements RehearsableParticipant, WorkSource {

	private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

	/**
	 * A thread needs microseconds from a connection to the filter; one that is busy for
	 * longer has other business.
	 */
	private static final long TO_FILTER_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private final InFlightRequests requests;

	private final ServerQueue queue;

	private final InFlightStatus status;

	private final NanoClock clock;

	private final boolean interruptStragglers;

	private volatile boolean ended;

	InFlightParticipant(InFlightRequests requests, ServerQueue queue, InFlightStatus status, NanoClock clock,
			boolean interruptStragglers) {
		this.requests = requests;
		this.queue = queue;
		this.status = status;
		this.clock = clock;
		this.interruptStragglers = interruptStragglers;
	}

	@Override
	public String name() {
		return "requests";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.IN_FLIGHT;
	}

	@Override
	public boolean exhausted() {
		return this.ended;
	}

	@Override
	public DrainResult drain(DrainContext context) {
		this.ended = false;
		try {
			return await(context);
		}
		finally {
			this.ended = true;
		}
	}

	private DrainResult await(DrainContext context) {
		Predicate<InFlightRequest> ignored = (request) -> {
			Thread thread = request.thread();
			return thread != null && context.initiatedBy(thread);
		};
		if (!finished(context, ignored)) {
			return stragglers(ignored.negate(), context.reason() != DrainReason.MAINTENANCE);
		}
		long finished = this.requests.finishedDraining();
		return (finished == 0) ? DrainResult.skipped("No request in flight") : DrainResult
			.completed("%d %s finished since the drain began", finished, (finished == 1) ? "request" : "requests");
	}

	@Override
	public void resume() {
		this.requests.resume();
	}

	@Override
	public DrainParticipant standIn() {
		InFlightRequests none = new InFlightRequests(this.clock);
		none.announce();
		none.finish(none.startInTime("GET", "/"));
		return new InFlightParticipant(none, this.queue, new InFlightStatus(none, this.queue, List.of()), this.clock,
				false);
	}

	/**
	 * Waits until everything is answered, or nobody wants to wait any longer. Nothing is
	 * accepted after that, whichever it was.
	 */
	private boolean finished(DrainContext context, Predicate<InFlightRequest> ignored) {
		int era = this.requests.era();
		try {
			boolean idle = false;
			try {
				do {
					context.progress(this.status.line());
					idle = awaitIdle(ignored, patience(context));
				}
				while (!idle && !context.forced() && !context.remaining().isZero());
			}
			finally {
				this.requests.close(era);
			}
			// One may have been accepted between the last look and the close.
			return idle && this.requests.awaitIdle(ignored, context.remaining().toNanos());
		}
		catch (InterruptedException ex) {
			return false;
		}
	}

	private static long patience(DrainContext context) {
		return context.forced() ? 0 : Math.min(context.remaining().toNanos(), PROGRESS_NANOS);
	}

	private boolean awaitIdle(Predicate<InFlightRequest> ignored, long nanos) throws InterruptedException {
		long end = this.clock.nanoTime() + nanos;
		long idleSince = 0;
		boolean wasIdle = false;
		while (true) {
			if (!this.requests.awaitIdle(ignored, 0)) {
				wasIdle = false;
				if (!this.requests.awaitIdle(ignored, Math.max(0, end - this.clock.nanoTime()))) {
					return false;
				}
			}
			long now = this.clock.nanoTime();
			idleSince = wasIdle ? idleSince : now;
			wasIdle = true;
			if (this.queue.waiting() == 0 && (!this.queue.busy() || now - idleSince > TO_FILTER_NANOS)) {
				return true;
			}
			if (now - end >= 0) {
				return false;
			}
			this.clock.sleep(LOOK_NANOS);
		}
	}

	private DrainResult stragglers(Predicate<InFlightRequest> waitedFor, boolean ending) {
		List<Map<String, Object>> stragglers = this.status.stragglers(waitedFor);
		if (!ending) {
			// They may take their time.
			return DrainResult.timedOut("%s", this.status.line()).with("stragglers", stragglers);
		}
		this.requests.oldest(Integer.MAX_VALUE).stream().filter(waitedFor).forEach(InFlightRequest::giveUp);
		if (this.interruptStragglers) {
			this.requests.oldest(Integer.MAX_VALUE).stream().filter(waitedFor).forEach(InFlightRequest::interrupt);
		}
		String left = this.status.line();
		return DrainResult.timedOut("%s%s", left, this.interruptStragglers ? "; interrupted" : "")
			.with("stragglers", stragglers);
	}

}
