package io.softlanding.drain;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Tells listeners how a phase has ended. One that is slow or fails does not stop the
 * drain.
 */
final class DrainListeners {

	/** How long a listener may take before the drain goes on without it. */
	private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private final List<DrainListener> listeners;

	private final DrainLog log;

	DrainListeners(List<DrainListener> listeners, DrainLog log) {
		this.listeners = List.copyOf(listeners);
		this.log = log;
	}

	void phaseEnded(PhaseRun run, DrainOutcome outcome) {
		this.listeners.forEach((listener) -> tell(listener, run, outcome));
	}

	private void tell(DrainListener listener, PhaseRun run, DrainOutcome outcome) {
		CountDownLatch told = new CountDownLatch(1);
		DrainThread.startOrRun("listener", () -> {
			try {
				listener.phaseEnded(run.phase(), outcome, run.took());
			}
			catch (RuntimeException | Error ex) {
				this.log.write((logger) -> logger.warn("A listener failed when {} ended", run.phase(), ex));
			}
			finally {
				told.countDown();
			}
		});
		Waiting.uninterruptibly(told, PATIENCE_NANOS);
	}

}
