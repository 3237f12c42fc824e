package io.softlanding.signal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.softlanding.drain.DrainReason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A signal that nobody sent, to nobody, in the background of a start-up: what the first
 * one runs through has to be loaded and linked before, or it costs more time than all the
 * rest.
 */
final class SignalRehearsal implements SignalSource, ExitSignals.ExitTarget {

	private static final Logger logger = LoggerFactory.getLogger(SignalRehearsal.class);

	private static final long PATIENCE_SECONDS = 5;

	private final Map<String, Runnable> handlers = new ConcurrentHashMap<>();

	private final CountDownLatch ended = new CountDownLatch(1);

	private SignalRehearsal() {
	}

	/** Rehearses on a thread of its own. */
	static void start() {
		ProcessSignals.startOrRun("rehearsal", () -> {
			try {
				new SignalRehearsal().run();
			}
			catch (RuntimeException | Error ex) {
				logger.debug("The rehearsal of a signal failed", ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
	}

	private void run() throws InterruptedException {
		ProcessSignals signals = new ProcessSignals(this, System::nanoTime);
		try (SignalRegistration registration = signals.exits().register(this)) {
			this.handlers.values().forEach(Runnable::run);
			this.ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
		}
	}

	@Override
	public boolean knows(String name) {
		return true;
	}

	@Override
	public PreviousHandler handle(String name, Runnable onDelivery) {
		this.handlers.put(name, onDelivery);
		return new PreviousHandler() {

			@Override
			public boolean ignores() {
				return false;
			}

			@Override
			public void call() {
				SignalRehearsal.this.ended.countDown();
			}

			@Override
			public void restore() {
				SignalRehearsal.this.handlers.remove(name);
			}

		};
	}

	@Override
	public void refuseTraffic() {
		logger.trace("Nothing to refuse");
	}

	@Override
	public void drain(DrainReason reason, long receivedNanos) {
		logger.trace("Nothing to drain");
	}

	@Override
	public void escalate() {
		logger.trace("Nothing to escalate");
	}

}
