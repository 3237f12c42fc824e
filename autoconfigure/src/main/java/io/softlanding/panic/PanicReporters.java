package io.softlanding.panic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;

/**
 * All reporters, each behind its queue; what they still have when the process ends is
 * reported in the phase HANDOFF.
 */
final class PanicReporters implements Consumer<Panic>, DrainParticipant, AutoCloseable {

	private final PanicLog log;

	private final List<PanicReporter> reporters;

	private volatile List<ReporterQueue> queues = List.of();

	PanicReporters(PanicLog log, List<PanicReporter> reporters) {
		this.log = log;
		this.reporters = reporters;
	}

	/**
	 * Begins to report.
	 * @param failed told what a reporter throws
	 */
	void open(Consumer<Throwable> failed) {
		List<ReporterQueue> queues = new ArrayList<>();
		queues.add(new ReporterQueue(this.log, () -> this.log.windowEnds(false), failed));
		for (PanicReporter reporter : this.reporters) {
			queues.add(new ReporterQueue(reporter, () -> {
			}, failed));
		}
		this.queues = List.copyOf(queues);
	}

	@Override
	public void accept(Panic panic) {
		List<ReporterQueue> queues = this.queues;
		for (int i = 0; i < queues.size(); i++) {
			queues.get(i).accept(panic);
		}
	}

	long dropped() {
		return this.queues.stream().mapToLong(ReporterQueue::dropped).sum();
	}

	@Override
	public String name() {
		return "panic-reports";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.HANDOFF;
	}

	@Override
	public DrainResult drain(DrainContext context) throws InterruptedException {
		long before = waiting();
		if (closeAll(context.remaining())) {
			return DrainResult.completed("%d reports of panics handed over, %d dropped before", before, dropped());
		}
		return DrainResult.partial("%d of %d reports of panics not handed over, %d dropped before", waiting(), before,
				dropped());
	}

	private long waiting() {
		return this.queues.stream().mapToLong(ReporterQueue::waiting).sum();
	}

	private boolean closeAll(Duration patience) throws InterruptedException {
		long deadline = System.nanoTime() + patience.toNanos();
		boolean all = true;
		for (ReporterQueue queue : this.queues) {
			all &= queue.close(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
		}
		if (all) {
			this.log.windowEnds(true);
		}
		return all;
	}

	@Override
	public void close() throws InterruptedException {
		closeAll(Duration.ZERO);
	}

}
