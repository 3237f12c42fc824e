/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.signal;

import io.softlanding.report.ReportAutoConfiguration;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.softlanding.config.InvalidConfigurationException;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.drain.DrainController;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class SignalRegistrarTests {

	private final FakeSignals source = new FakeSignals();

	private final ProcessSignals signals = new ProcessSignals(this.source, this.source::nanoTime);

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private final List<SignalDelivery> acted = new CopyOnWriteArrayList<>();

	/** An action of a test. */
	private record Action(String signal, Work work) implements SignalAction {

		/** What it does. */
		interface Work {

			void run(SignalDelivery delivery) throws Exception;

		}

		@Override
		public void run(SignalDelivery delivery) throws Exception {
			this.work.run(delivery);
		}

	}

	@BeforeEach
	void start() {
		this.context.register(DrainAutoConfiguration.class, ReportAutoConfiguration.class);
		this.context.refresh();
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	@Test
	void takesTermIntAndTheSignalsOfItsActionsUntilItIsDestroyed() {
		SignalRegistrar registrar = registrar(action("USR1"), action("HUP"));
		assertThat(this.source.isTaken("TERM")).isFalse();
		registrar.afterSingletonsInstantiated();
		assertThat(List.of("TERM", "INT", "USR1", "HUP")).allMatch(this.source::isTaken);
		registrar.destroy();
		assertThat(List.of("TERM", "INT", "USR1", "HUP")).noneMatch(this.source::isTaken);
		registrar.destroy();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			USR2 | suspend and resume threads
			QUIT | thread dump
			SEGV | to detect its own errors
			BUS  | to detect its own errors
			FPE  | to detect its own errors
			ILL  | to detect its own errors
			TRAP | to detect its own errors
			KILL | no process can handle it
			STOP | no process can handle it
			TERM | it starts the drain
			INT  | it starts the drain
			NOPE | this operating system does not know it
			""")
	void refusesWhatIsNotItsToGiveWithTheReason(String signal, String reason) {
		SignalRegistrar registrar = registrar(action("USR1"), action(signal));
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(registrar::afterSingletonsInstantiated)
			.withMessageStartingWith(Action.class.getName() + " cannot act on SIG" + signal + ": ")
			.withMessageContaining(reason);
		// Nothing was taken before all were looked at.
		assertThat(List.of("TERM", "INT", "USR1")).noneMatch(this.source::isTaken);
	}

	@Test
	void actionRunsOnceForDeliveriesWithinTheWindow() throws InterruptedException {
		SignalRegistrar registrar = registrar(action("USR1"));
		registrar.afterSingletonsInstantiated();
		this.source.deliver("USR1");
		this.source.awaitActions(this.signals);
		this.source.deliver("USR1");
		this.source.awaitActions(this.signals);
		assertThat(this.acted).hasSize(1);
		registrar.destroy();
	}

	@Test
	void actionThatFailsIsLoggedWithItsNameAndRunsAgain(CapturedOutput output) throws InterruptedException {
		SignalRegistrar registrar = registrar(Duration.ZERO, new Action("USR1", (delivery) -> {
			this.acted.add(delivery);
			throw new Exception("broken");
		}));
		registrar.afterSingletonsInstantiated();
		this.source.deliver("USR1");
		this.source.awaitActions(this.signals);
		this.source.deliver("USR1");
		this.source.awaitActions(this.signals);
		assertThat(this.acted).hasSize(2);
		assertThat(output).contains("The action for SIGUSR1 failed", Action.class.getName() + " failed");
		registrar.destroy();
	}

	@Test
	void signalThatCannotBeHadIsOnlyWarnedAbout(CapturedOutput output) {
		this.source.refuse("HUP", "TERM");
		SignalRegistrar registrar = registrar(action("HUP"), action("USR1"));
		registrar.afterSingletonsInstantiated();
		assertThat(output).contains(Action.class.getName() + " will never run: ", "already used by VM or OS: SIGHUP",
				"SIGTERM cannot be handled");
		assertThat(this.source.isTaken("USR1")).isTrue();
		registrar.destroy();
	}

	private SignalAction action(String signal) {
		return new Action(signal, this.acted::add);
	}

	private SignalRegistrar registrar(SignalAction... actions) {
		return registrar(Duration.ofHours(1), actions);
	}

	private SignalRegistrar registrar(Duration coalesce, SignalAction... actions) {
		return new SignalRegistrar(this.signals, new SignalProperties(true, coalesce, false, List.of()),
				this.context.getBean(DrainController.class), List.of(actions), (nanos) -> {
				}, (latency) -> {
				});
	}

}
