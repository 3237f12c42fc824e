/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.softlanding.process.DrainLog;
import io.softlanding.process.DrainThread;
import io.softlanding.process.ExitWatchdog;
import io.softlanding.process.ProcessControl;
import io.softlanding.readiness.ReadinessGate;
import io.softlanding.time.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Starts a drain when the process is told to end or the context is closed, whichever
 * comes first, and fits its two halves into Spring's way of closing: the front half
 * before Spring closes anything, the back half in the lifecycle phase
 * {@code Integer.MAX_VALUE - 1280}.
 *
 * <p>
 * A context that is paused, restarted, that failed to start, or that is closed before it
 * has started, is not drained. The application's runners run in one that has. Lifecycle
 * beans must not depend on this one: Spring would stop them first, whatever their phase.
 *
 * @since 0.1
 */
public final class DrainController implements SmartLifecycle, EarlyListener {

	private static final Logger logger = LoggerFactory.getLogger(DrainController.class);

	private final ConfigurableApplicationContext context;

	private final DrainBudget budget;

	private final NanoClock clock;

	private final ReadinessGate readiness;

	private final ProcessControl process;

	private final StartupLine startupLine;

	private final ShutdownPhases shutdownPhases;

	private final boolean requestsAwaited;

	/** Whether a drain acts; otherwise everything is left to Spring. */
	private final boolean acts;

	private final DrainLog log;

	private final CurrentDrain drain;

	private final MaintenanceRequests maintenance;

	private final ClosingThread closingThread = new ClosingThread();

	private final DrainReporter reporter;

	private final ExitWatchdog watchdog;

	/** Reports the end, once for the shutdown hook. */
	private final Runnable lastReport;

	private final List<Runnable> atStart = new CopyOnWriteArrayList<>();

	private final List<Runnable> atEnd = new CopyOnWriteArrayList<>();

	/** Whether there may be something to drain. */
	private volatile boolean started;

	private volatile boolean ready;

	private volatile boolean closing;

	/** Whether Spring Boot closes the context when the process ends. */
	private volatile boolean springCloses = true;

	private volatile boolean signalled;

	private volatile boolean running;

	DrainController(ConfigurableApplicationContext context, LifecycleBeans lifecycleBeans, DrainPlan plan,
			DrainBudget budget, StartupLine startupLine, ReadinessGate readiness, NanoClock clock,
			ProcessControl process, List<DrainListener> listeners, DrainReporter reporter) {
		this.context = context;
		this.budget = budget;
		this.startupLine = startupLine;
		this.readiness = readiness;
		this.clock = clock;
		this.process = process;
		this.shutdownPhases = new ShutdownPhases(context, lifecycleBeans);
		this.acts = plan.acts();
		this.requestsAwaited = plan.participants(DrainPhase.IN_FLIGHT)
			.stream()
			.anyMatch((planned) -> planned.participant().awaitsRequests());
		this.log = new DrainLog(logger);
		this.drain = new CurrentDrain(plan, budget, clock, this.log, listeners);
		this.maintenance = new MaintenanceRequests(this.drain, this.log, () -> this.ready, this.acts);
		this.reporter = reporter;
		reporter.reports(new DrainRunStatus(this.drain::run), this.log);
		this.watchdog = new ExitWatchdog(process, clock, startupLine.halts() ? reporter::forced : reporter::late,
				startupLine.halts(), budget.lateNanos());
		this.lastReport = reporter::graceful;
		if (!this.acts) {
			this.watchdog.disarm();
		}
	}

	/** Returns where this instance stands. */
	public DrainState state() {
		return this.drain.state();
	}

	/** Whether the process belongs to this application, which is not a deployed WAR. */
	public boolean ownsProcess() {
		return this.process != ProcessControl.FOREIGN;
	}

	/**
	 * Refuses traffic because the process is about to end, and returns at once. May be
	 * called by any thread.
	 */
	public void refuseTraffic() {
		if (this.acts) {
			// A listener of the change that hangs must not keep us from draining.
			this.readiness.hold(AnnounceParticipant.READINESS_REASON,
					(teller) -> DrainThread.startOrRun("readiness", teller));
		}
	}

	/**
	 * Runs the front half because the process is about to end, or waits for the one that
	 * runs, and returns when it is over. An application that has not started yet is not
	 * drained. Arms the watchdog. Must not be called by a thread that others wait for.
	 * @param reason why the process ends
	 * @param logged called once the first log line is written
	 */
	public void drainBeforeExit(DrainReason reason, Runnable logged) {
		processEnds();
		this.watchdog.guardExit(haltNanos(this.clock.nanoTime()));
		this.log.write((logger) -> {
			logger.info("Received {}", reason);
			logged.run();
		});
		if (this.started) {
			this.drain.begin(reason, null, this::stopped).awaitFront();
			if (!this.springCloses) {
				SpringShutdownHook.closeInstead(this.context);
			}
		}
		else {
			this.log.info(reason + " before the application had started: nothing to drain");
		}
	}

	/**
	 * Ends the process because it cannot go on: drains, in less time than usual, and
	 * exits, or is halted with the same code. Does not return, unless the process belongs
	 * to a container. Must not be called by a thread that others wait for.
	 * @param reason why the process ends
	 * @param timeout time until the end of the drain
	 * @param exitCode the exit code of the process
	 */
	public void exit(DrainReason reason, Duration timeout, int exitCode) {
		processEnds();
		this.reporter.unhurried();
		DrainBudget budget = this.budget.within(timeout);
		this.watchdog.guardOwnExit(this.clock.nanoTime() + budget.haltAfter().toNanos(), exitCode);
		if (this.started) {
			this.drain.begin(reason, null, this::stopped, budget).awaitFront();
		}
		this.process.exit(exitCode);
	}

	private void processEnds() {
		this.signalled = true;
		this.drain.markExiting();
		refuseTraffic();
	}

	/**
	 * Returns when the process is gone at the latest after {@link #exit} was called.
	 * @param timeout how long the drain may take
	 * @return the time from that call
	 */
	public Duration longestExit(Duration timeout) {
		return this.budget.within(timeout).haltAfter().plus(ExitWatchdog.LATE_REPORT);
	}

	/** Stops all waiting and goes on with the back half at once, if a drain runs. */
	public void escalate() {
		Drain drain = this.drain.get();
		if (drain != null) {
			drain.escalate();
			this.shutdownPhases.cutStandIns();
		}
	}

	/**
	 * Runs something when the application has started and before a drain can begin, once.
	 * @param action what to run, on the thread that starts the application, before its
	 * runners; must return at once
	 */
	public void atStart(Runnable action) {
		this.atStart.add(action);
	}

	/**
	 * Runs something when all beans of the context have been destroyed, also when the
	 * context failed to start.
	 * @param action what to run; must not need a bean
	 */
	public void atContextEnd(Runnable action) {
		this.atEnd.add(action);
	}

	/**
	 * Runs something on the thread that closes the context, if it waits for the drain.
	 * @param task what Spring would run on that thread; must not throw
	 * @return {@code false} if no thread waits, and the task does not run
	 */
	public boolean runOnClosingThread(Runnable task) {
		return this.closingThread.run(task);
	}

	/**
	 * Stops the lifecycle beans that Spring Boot stops before the port is closed.
	 * @param all whether to stop those as well that no {@link StoppedInFront} stops
	 * @return the names of beans that have not stopped
	 */
	public List<String> stopBeansBeforePort(boolean all) {
		Drain drain = this.drain.get();
		if (all && drain != null) {
			drain.noBeansStopBetween();
		}
		return (drain == null) ? List.of()
				: this.shutdownPhases.stopBeforePort(all, this.startupLine.phaseTimeoutNanos(), drain::frontLeftNanos);
	}

	MaintenanceRequests maintenance() {
		return this.maintenance;
	}

	DrainReporter reporter() {
		return this.reporter;
	}

	/** Runs before any other listener hears of the close, with a web server twice. */
	private void contextCloses() {
		this.closing = true;
		if (this.process.isEnding()) {
			this.drain.markExiting();
		}
		if (!this.started) {
			if (this.drain.exiting()) {
				this.watchdog.guardExit(haltNanos(this.clock.nanoTime()));
			}
			return;
		}
		// Spring does not stop a bean twice, and the back half needs that call.
		this.running = true;
		Drain drain = this.drain.begin(DrainReason.CLOSE, Thread.currentThread(), this::stopped);
		long haltNanos = haltNanos(drain.request().startNanos());
		if (this.drain.exiting()) {
			this.watchdog.guardExit(haltNanos);
		}
		else {
			this.watchdog.guardClose(haltNanos);
		}
		if (!(Thread.currentThread() instanceof DrainThread) && !this.shutdownPhases.stopsEarlyHere()) {
			this.closingThread.runWhile(drain::awaitTold);
		}
		if (Thread.interrupted()) {
			logger.debug("Cleared the interrupt of the closing thread: Spring would skip all waits of the close");
		}
		if (this.acts) {
			this.shutdownPhases.awaitEarlyStop(drain.leftNanos());
			this.shutdownPhases.limit(this.startupLine.phaseTimeoutNanos(), drain.frontLeftNanos(), drain.leftNanos(),
					this.budget.stopNanos(drain.leftNanos()), this.requestsAwaited);
		}
	}

	private long haltNanos(long startNanos) {
		return startNanos + this.budget.haltAfter().toNanos();
	}

	private void stopped(Drain drain) {
		DrainFinishedEvent.publish(this.context, drain, this.log);
	}

	/** Does something with the drain of a context that is being closed. */
	void whenClosing(Consumer<Drain> action) {
		Drain drain = this.drain.get();
		if (drain != null && this.closing) {
			action.accept(drain);
		}
	}

	/** From here on runners work, and listeners may have received messages. */
	private void applicationStarted() {
		if (this.closing || this.process.isEnding()) {
			return;
		}
		this.reporter.applicationStarted();
		this.atStart.forEach(Runnable::run);
		// Not when a drain begins: something that hangs may lock the bean factory.
		this.drain.beansStopBetween(this.shutdownPhases.anyBeforeOwn(this.requestsAwaited));
		if (ownsProcess()) {
			this.springCloses = SpringShutdownHook.closes(this.context);
			SpringShutdownHook.add(this.lastReport);
		}
		this.started = true;
	}

	private void applicationReady() {
		if (this.started && !this.closing && this.drain.get() == null) {
			this.ready = true;
			this.startupLine.log(logger, this.springCloses);
		}
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		if (event instanceof ApplicationReadyEvent ready && ready.getApplicationContext() == this.context) {
			applicationReady();
		}
		else if (event instanceof ApplicationStartedEvent start && start.getApplicationContext() == this.context) {
			applicationStarted();
		}
		else if (event.getSource() == this.context && EarlyListener.isClose(event)) {
			contextCloses();
		}
	}

	@Override
	public void start() {
		this.reporter.contextStarts();
		this.running = true;
	}

	@Override
	public void stop(Runnable callback) {
		this.running = false;
		this.shutdownPhases.reachedOwn();
		DrainThread.startOrRun("stop", () -> {
			whenClosing(Drain::stop);
			callback.run();
		});
	}

	@Override
	public void stop() {
		stop(() -> {
		});
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/** Asked by Spring Framework 7 when it pauses a context; unknown to 6.2. */
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return ShutdownPhases.OWN;
	}

	/**
	 * Finishes the report and disarms the watchdog, unless a signal ends the process:
	 * then the platform's clock runs until it is gone. Otherwise the process lives on, or
	 * is busy with its other contexts.
	 */
	void contextEnded() {
		this.atEnd.forEach(Runnable::run);
		whenClosing(Drain::end);
		if (!this.signalled) {
			this.watchdog.disarm();
		}
		if (!this.drain.exiting() || !ownsProcess()) {
			// A container does not run the actions that Spring Boot runs at the end.
			this.reporter.graceful();
			SpringShutdownHook.remove(this.lastReport);
		}
	}

}
