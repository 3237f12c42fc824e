package io.softlanding.signal;

import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Signals of this process, by the only door the virtual machine has for them.
 */
final class JvmSignalSource implements SignalSource {

	@Override
	public boolean knows(String name) {
		try {
			return new Signal(name).getNumber() >= 0;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	@Override
	public PreviousHandler handle(String name, Runnable onDelivery) {
		Signal signal = new Signal(name);
		SignalHandler previous = Signal.handle(signal, (delivered) -> onDelivery.run());
		return new Previous(signal, previous);
	}

	private record Previous(Signal signal, SignalHandler handler) implements PreviousHandler {

		@Override
		public boolean ignores() {
			return this.handler == SignalHandler.SIG_IGN;
		}

		@Override
		public void call() {
			if (this.handler == SignalHandler.SIG_DFL || this.handler == SignalHandler.SIG_IGN) {
				// These two cannot be called; this is what the default does to a process.
				Runtime.getRuntime().exit(128 + this.signal.getNumber());
			}
			this.handler.handle(this.signal);
		}

		@Override
		public void restore() {
			Signal.handle(this.signal, this.handler);
		}

	}

}
