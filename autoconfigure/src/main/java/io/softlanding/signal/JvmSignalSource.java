/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.signal;

/**
 * Signals of this process, by the only door the virtual machine has for them. Types of
 * {@code sun.misc} appear in methods only: javadoc warns of them elsewhere.
 */
final class JvmSignalSource implements SignalSource {

	@Override
	public boolean knows(String name) {
		try {
			return new sun.misc.Signal(name).getNumber() >= 0;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	@Override
	public PreviousHandler handle(String name, Runnable onDelivery) {
		sun.misc.Signal signal = new sun.misc.Signal(name);
		sun.misc.SignalHandler previous = sun.misc.Signal.handle(signal, (delivered) -> onDelivery.run());
		return new PreviousHandler() {

			@Override
			public boolean ignores() {
				return previous == sun.misc.SignalHandler.SIG_IGN;
			}

			@Override
			public void call() {
				if (previous == sun.misc.SignalHandler.SIG_DFL || previous == sun.misc.SignalHandler.SIG_IGN) {
					// These two cannot be called; this is what the default does to a
					// process.
					Runtime.getRuntime().exit(128 + signal.getNumber());
				}
				previous.handle(signal);
			}

			@Override
			public void restore() {
				sun.misc.Signal.handle(signal, previous);
			}

		};
	}

}
