package io.softlanding.drain;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tells listeners how the drain goes, on a thread of their own. One that is slow or fails
 * does not stop the drain.
 */
final class DrainListeners {

	private static final int MOST_PHASES = 100;

	/** How long listeners may hold up the end of a half. */
	private static final Duration PATIENCE = Duration.ofMillis(50);

	private final List<DrainListener> listeners;

	private final DrainLog log;

	private final SerialTasks tellings;

	DrainListeners(List<DrainListener> listeners, DrainLog log) {
		this.listeners = List.copyOf(listeners);
		this.log = log;
		this.tellings = new SerialTasks("listeners", MOST_PHASES,
				() -> log.warn("The listeners of the drain hang: one of them was not told"));
	}

	void drainBegan(DrainReason reason) {
		tell("the drain began", (listener) -> listener.drainBegan(reason));
	}

	void phaseEnded(PhaseRun run, DrainOutcome outcome) {
		tell(run.phase() + " ended", (listener) -> listener.phaseEnded(run.phase(), outcome, run.took()));
	}

	void drainEnded(DrainOutcome outcome) {
		tell("the drain ended", (listener) -> listener.drainEnded(outcome));
	}

	private void tell(String what, Consumer<DrainListener> news) {
		this.listeners.forEach((listener) -> this.tellings.add(() -> {
			try {
				news.accept(listener);
			}
			catch (RuntimeException | Error ex) {
				this.log.write((logger) -> logger.warn("A listener failed when {}", what, ex));
			}
		}));
	}

	/**
	 * Gives the listeners a moment to hear what they were told.
	 */
	void awaitTold() {
		if (!this.listeners.isEmpty()) {
			this.tellings.flush(PATIENCE);
		}
	}

}
