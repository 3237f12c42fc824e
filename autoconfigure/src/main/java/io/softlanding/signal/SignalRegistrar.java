/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.signal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.Map;

import io.softlanding.config.InvalidConfigurationException;
import io.softlanding.drain.DrainController;
import io.softlanding.drain.DrainReason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Registers one application context for TERM and INT, and its {@link SignalAction
 * actions} for their signals, from the moment its beans exist until they are destroyed.
 */
final class SignalRegistrar implements SmartInitializingSingleton, ExitSignals.ExitTarget {

	private static final Logger logger = LoggerFactory.getLogger(SignalRegistrar.class);

	private static final String FATAL = "the JVM needs it to detect its own errors";

	private static final String NOBODY = "no process can handle it";

	private static final Map<String, String> REFUSED = Map.ofEntries(
			Map.entry("USR2", "the JVM and profilers suspend and resume threads with it"),
			Map.entry("QUIT", "the JVM prints a thread dump on it"), Map.entry("SEGV", FATAL), Map.entry("BUS", FATAL),
			Map.entry("FPE", FATAL), Map.entry("ILL", FATAL), Map.entry("TRAP", FATAL), Map.entry("KILL", NOBODY),
			Map.entry("STOP", NOBODY), Map.entry("TERM", "it starts the drain"),
			Map.entry("INT", "it starts the drain"));

	private final ProcessSignals signals;

	private final SignalProperties properties;

	private final DrainController drain;

	private final List<SignalAction> actions;

	private final SignalLatency latency;

	private final Consumer<Duration> latencyReport;

	private final List<Runnable> registrations = new ArrayList<>();

	SignalRegistrar(ProcessSignals signals, SignalProperties properties, DrainController drain,
			List<SignalAction> actions, SignalLatency latency, Consumer<Duration> latencyReport) {
		this.signals = signals;
		this.properties = properties;
		this.drain = drain;
		this.actions = actions;
		this.latency = latency;
		this.latencyReport = latencyReport;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (!this.drain.ownsProcess()) {
			// The signals of a servlet container are not ours to handle.
			return;
		}
		this.actions.forEach(this::verify);
		this.registrations.add(this.signals.exits().register(this));
		this.actions.forEach(this::register);
	}

	private void verify(SignalAction action) {
		String signal = action.signal();
		String reason = REFUSED.getOrDefault(signal,
				this.signals.knows(signal) ? null : "this operating system does not know it");
		if (reason != null) {
			throw new InvalidConfigurationException(
					"%s cannot act on SIG%s: %s.".formatted(action.getClass().getName(), signal, reason),
					"Use one of HUP, USR1, WINCH, CONT, URG, PWR, ALRM, without SIG.");
		}
	}

	private void register(SignalAction action) {
		try {
			this.registrations.add(this.signals.register(action.signal(),
					action.window(this.properties.coalesce()).toNanos(), (delivery) -> {
						try {
							action.run(delivery);
						}
						catch (Exception ex) {
							throw new IllegalStateException(action.getClass().getName() + " failed", ex);
						}
					})::close);
		}
		catch (IllegalArgumentException ex) {
			logger.warn("{} will never run: {}", action.getClass().getName(), ex.getMessage());
		}
	}

	@Override
	public void refuseTraffic() {
		this.drain.refuseTraffic();
	}

	@Override
	public void drain(DrainReason reason, long receivedNanos) {
		this.drain.drainBeforeExit(reason, () -> {
			long nanos = System.nanoTime() - receivedNanos;
			this.latencyReport.accept(Duration.ofNanos(nanos));
			this.latency.record(nanos);
		});
	}

	@Override
	public void repeated(DrainReason reason) {
		if (reason == DrainReason.SIGINT || this.properties.secondTermForces()) {
			this.drain.escalate();
		}
	}

	/**
	 * Hands the signals back. Not when this bean is destroyed: others still are to be,
	 * and a signal must be able to end a process in which one of them hangs.
	 */
	void destroy() {
		this.registrations.forEach(Runnable::run);
		this.registrations.clear();
	}

}
