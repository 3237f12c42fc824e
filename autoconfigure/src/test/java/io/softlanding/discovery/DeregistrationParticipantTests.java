/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.discovery;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import io.softlanding.discovery.Deregistration.State;
import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StubDrainContext;
import io.softlanding.time.NanoClock;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(30)
class DeregistrationParticipantTests {

	private static final Duration LONG = Duration.ofSeconds(20);

	private static final Duration SHORT = Duration.ofMillis(50);

	@Test
	void everyRegistryIsToldAtAnnounce() {
		FakeRegistry one = FakeRegistry.prompt("one");
		FakeRegistry two = FakeRegistry.prompt("two");
		DeregistrationParticipant participant = participant(one, two);
		assertThat(participant.phase()).isEqualTo(DrainPhase.ANNOUNCE);
		DrainResult result = participant.drain(new StubDrainContext(LONG));
		assertThat(result).isEqualTo(DrainResult.completed("Deregistered: one, two"));
		assertThat(one.calls).containsExactly("deregister", "deregistered");
		assertThat(two.calls).containsExactly("deregister", "deregistered");
	}

	@Test
	void anInstanceThatIsNotRegisteredTellsNobody() {
		DrainResult result = participant().drain(new StubDrainContext(LONG));
		assertThat(result.outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
	}

	@Test
	void aRegistryThatDoesNotAnswerIsUnconfirmedAndIsToldInTheEnd() throws Exception {
		FakeRegistry slow = new FakeRegistry("slow");
		DeregistrationParticipant participant = participant(slow);
		DrainResult result = participant.drain(new StubDrainContext(SHORT));
		assertThat(result.outcome()).isEqualTo(DrainOutcome.TIMED_OUT);
		assertThat(result.summary()).isEqualTo("Not confirmed in time, may be deregistered later: slow");
		assertThat(result.details()).containsEntry("unconfirmed", List.of("slow"));
		slow.mayAnswer.countDown();
		FakeRegistry.await(participant, State.TOLD);
		assertThat(slow.calls).containsExactly("deregister", "deregistered");
	}

	@Test
	void aRegistryThatDoesNotAnswerDoesNotKeepTheOthersFromBeingTold() {
		FakeRegistry slow = new FakeRegistry("slow");
		FakeRegistry prompt = FakeRegistry.prompt("prompt");
		DrainResult result = participant(slow, FakeRegistry.prompt("broken").failing(), prompt)
			.drain(new StubDrainContext(Duration.ofMillis(500)));
		assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(result.summary())
			.isEqualTo("Deregistered: prompt; not confirmed in time, may be deregistered later: slow; failed: broken");
		assertThat(prompt.calls).contains("deregistered");
		slow.mayAnswer.countDown();
	}

	@Test
	void whatAnAnswerIsMissingForIsUnconfirmed() {
		FakeRegistry silent = FakeRegistry.prompt("silent").confirming(false);
		DeregistrationParticipant participant = participant(silent);
		assertThat(participant.drain(new StubDrainContext(SHORT)).outcome()).isEqualTo(DrainOutcome.TIMED_OUT);
		silent.confirming(true);
	}

	@Test
	void aRegistryThatThrowsIsNamedWithoutItsMessage() {
		DrainResult result = participant(FakeRegistry.prompt("broken").failing()).drain(new StubDrainContext(LONG));
		assertThat(result.outcome()).isEqualTo(DrainOutcome.FAILED);
		assertThat(result.summary()).isEqualTo("Failed: broken");
		assertThat(result.toString()).doesNotContain("refused");
	}

	@Test
	void aForcedDrainTellsAndDoesNotWait() throws Exception {
		FakeRegistry slow = new FakeRegistry("slow");
		DeregistrationParticipant participant = participant(slow);
		participant.drain(new StubDrainContext(LONG).forced(true));
		assertThat(participant.all()).extracting(Deregistration::state).containsExactly(State.UNCONFIRMED);
		slow.mayAnswer.countDown();
		FakeRegistry.await(participant, State.TOLD);
	}

	@Test
	void resumingRegistersAgain() {
		FakeRegistry registry = FakeRegistry.prompt("one");
		DeregistrationParticipant participant = participant(registry);
		participant.drain(new StubDrainContext(LONG));
		participant.resume();
		participant.resume();
		assertThat(registry.calls).containsExactly("deregister", "deregistered", "register");
		participant.drain(new StubDrainContext(LONG));
		assertThat(registry.calls).endsWith("deregister", "deregistered").hasSize(5);
	}

	@Test
	void resumingDoesNotOvertakeADeregistrationThatHangs() throws Exception {
		FakeRegistry slow = new FakeRegistry("slow");
		DeregistrationParticipant participant = participant(slow);
		participant.drain(new StubDrainContext(SHORT));
		Thread resuming = new Thread(participant::resume);
		resuming.start();
		Awaitility.await().until(() -> isWaiting(resuming));
		assertThat(slow.calls).containsExactly("deregister");
		slow.mayAnswer.countDown();
		resuming.join();
		assertThat(slow.calls).containsExactly("deregister", "deregistered", "register");
	}

	private static boolean isWaiting(Thread thread) {
		return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
	}

	@Test
	void aSignalWhileItRegistersAgainDeregistersAfterThat() throws Exception {
		FakeRegistry registry = FakeRegistry.prompt("one");
		DeregistrationParticipant participant = participant(registry);
		participant.drain(new StubDrainContext(LONG));
		registry.mayRegister = new CountDownLatch(1);
		Thread resuming = new Thread(participant::resume);
		resuming.start();
		Awaitility.await().until(() -> registry.calls.contains("registering"));
		assertThat(participant.drain(new StubDrainContext(SHORT)).outcome()).isEqualTo(DrainOutcome.TIMED_OUT);
		registry.mayRegister.countDown();
		resuming.join();
		FakeRegistry.await(participant, State.TOLD);
		assertThat(registry.calls).endsWith("register", "deregister", "deregistered");
	}

	@Test
	void oneThatCannotRegisterAgainSaysSo() {
		FakeRegistry registry = FakeRegistry.prompt("one");
		DeregistrationParticipant participant = participant(registry);
		participant.drain(new StubDrainContext(LONG));
		registry.mayRegister = null;
		assertThatExceptionOfType(CompletionException.class).isThrownBy(participant::resume);
		registry.mayRegister = new CountDownLatch(0);
		participant.resume();
		assertThat(registry.calls).doesNotContain("register");
	}

	@Test
	void aRegistryThatNeverConfirmedIsRegisteredAgainAllTheSame() {
		FakeRegistry silent = FakeRegistry.prompt("silent").confirming(false);
		DeregistrationParticipant participant = participant(silent);
		participant.drain(new StubDrainContext(SHORT));
		participant.resume();
		assertThat(silent.calls).endsWith("register");
	}

	@Test
	void aSignalAfterAMaintenanceDrainDoesNotTellTwice() {
		FakeRegistry registry = FakeRegistry.prompt("one");
		DeregistrationParticipant participant = participant(registry);
		participant.drain(new StubDrainContext(LONG));
		assertThat(participant.drain(new StubDrainContext(LONG)).summary()).isEqualTo("Deregistered: one");
		assertThat(registry.calls).containsExactly("deregister", "deregistered");
	}

	private static DeregistrationParticipant participant(FakeRegistry... registries) {
		return new DeregistrationParticipant(Stream.<RegistrationSource>of(registries).toList(), NanoClock.SYSTEM);
	}

}
