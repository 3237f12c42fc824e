/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.rehearsal;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

import io.micrometer.core.instrument.MeterRegistry;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainState;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rehearsals of one instance, and the reasons against one.
 */
@Tag("first-leg")
@Timeout(60)
class RehearsalTests extends RehearsalFixtures {

	@Test
	void drainsObservesAndPutsTheInstanceBackIntoService() {
		start(Fleet.class);
		assertThat(begin()).isNull();
		awaitState("OBSERVING");
		assertThat(readiness()).containsExactly("rehearsal");
		assertThat(drain().state()).isEqualTo(DrainState.DRAINED);
		awaitState("NONE");
		assertThat(readiness()).isEmpty();
		assertThat(drain().state()).isEqualTo(DrainState.RUNNING);
		assertThat(last()).containsEntry("outcome", "COMPLETED")
			.containsEntry("requestedBy", "anna at 10.0.0.1")
			.containsEntry("findings", List.of())
			.hasEntrySatisfying("predicted", (predicted) -> assertThat((Duration) predicted).isPositive());
		assertThat(this.leases.log()).containsExactly("acquired softlanding-rehearsal", "closed");
		MeterRegistry meters = this.context.getBean(MeterRegistry.class);
		assertThat(meters.get("softlanding.rehearsal").tag("outcome", "completed").counter().count()).isOne();
		assertThat(meters.get("softlanding.rehearsal.findings").gauge().value()).isZero();
	}

	@Test
	void canBeRepeated() {
		start(Fleet.class, "softlanding.rehearsal.observe=0s");
		for (int i = 0; i < 3; i++) {
			assertThat(begin()).isNull();
			awaitState("NONE");
			assertThat(last()).containsEntry("outcome", "COMPLETED");
		}
		assertThat(this.leases.log()).hasSize(6);
	}

	@Test
	void requestsThatADrainWouldRefuseAreServedAndReported() throws Exception {
		start(Fleet.class, "softlanding.rehearsal.observe=60s");
		begin();
		awaitState("OBSERVING");
		for (int i = 0; i < 3; i++) {
			assertThat(get("/hello")).isEqualTo(200);
		}
		assertThat(status("inFlight")).contains("late=3").doesNotContain("rejected");
		this.runner().abort("a test");
		awaitState("NONE");
		assertThat(last().get("late")).hasToString("{GET /hello=3}");
		assertThat((List<?>) last().get("findings")).singleElement()
			.asString()
			.contains("Requests that arrived after the quiet period would be refused: {GET /hello=3}");
		assertThat(get("/hello")).isEqualTo(200);
		assertThat(status("inFlight")).doesNotContain("late", "rejected");
	}

	@Test
	void workThatADrainWouldNotWaitForIsReported() {
		start(Fleet.class, "softlanding.drain.grace-period=3s", "softlanding.rehearsal.observe=0s");
		Thread request = new Thread(() -> {
			try {
				get("/slow");
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		});
		request.start();
		this.gate.awaitArrival();
		begin();
		Awaitility.await().until(() -> this.gate.reasons().size() == 2);
		// A drain would have refused this one.
		this.client.sendAsync(HttpRequest
			.newBuilder(URI
				.create("http://127.0.0.1:" + this.context.getEnvironment().getProperty("local.server.port") + "/slow"))
			.build(), HttpResponse.BodyHandlers.discarding());
		awaitState("NONE");
		assertThat(last()).containsEntry("outcome", "COMPLETED");
		assertThat(last().get("findings").toString()).contains("1 requests or more would not be waited for");
		assertThat(last().get("wouldBeCut").toString()).contains("/slow");
	}

	@Test
	void whatDoesNotEndInTheFrontHalfIsAFindingAndResumed() {
		start(Fleet.class, "softlanding.drain.grace-period=3s", "softlanding.rehearsal.observe=0s");
		this.gate.holds(DrainPhase.IN_FLIGHT);
		begin();
		awaitState("NONE");
		assertThat(last().get("findings").toString()).contains("gate-IN_FLIGHT: Not done within");
		assertThat(this.gate.resumed()).isTrue();
	}

	@Test
	void whatCannotResumeIsAFinding() {
		start(Fleet.class, "softlanding.rehearsal.observe=0s");
		this.gate.failsToResume();
		begin();
		awaitState("NONE");
		assertThat(last().get("findings"))
			.isEqualTo(List.of("Not back in service after the rehearsal: [gate-QUIET_PERIOD]"));
		assertThat(readiness()).isEmpty();
	}

	@Test
	void whatDoesNotAnswerIsAFinding() {
		this.section = () -> {
			throw new IllegalStateException("on purpose");
		};
		start(Fleet.class, "softlanding.rehearsal.observe=0s");
		begin();
		awaitState("NONE");
		assertThat(last().get("findings"))
			.isEqualTo(List.of("It is unknown what a drain would find: 'test' of the status has no answer"));
	}

	@Test
	void withoutCountsOfTheFleetItSaysWhatToConfigure() {
		start(NoFleet.class);
		assertThat(begin()).contains("it is not known how many instances are ready",
				"Set softlanding.panic.shared.enabled to true and configure Redis");
		assertRefused();
	}

	@Test
	void withoutAnAnswerOfTheFleetItRefuses() {
		start(Fleet.class);
		this.ready = OptionalInt.empty();
		assertThat(begin()).contains("Redis does not answer");
		assertRefused();
	}

	@Test
	void withTooFewOtherInstancesItRefuses() {
		start(Fleet.class);
		this.ready = OptionalInt.of(0);
		assertThat(begin()).isEqualTo("0 other instances are ready, but softlanding.rehearsal.min-ready is 2");
		assertRefused();
	}

	@Test
	void whenAnInstanceLeavesWhileTheLeaseIsAskedForItRefuses() {
		start(Fleet.class);
		this.leases.whenAsked(() -> this.ready = OptionalInt.of(1));
		assertThat(begin()).startsWith("1 other instances are ready");
		assertRefused();
		assertThat(this.leases.log()).endsWith("closed");
	}

	@Test
	void withoutLeasesItSaysWhatToConfigure() {
		start(NoLeases.class, "softlanding.lock.enabled=false");
		assertThat(begin()).contains("there are no leases. Configure Redis");
		assertRefused();
	}

	@Test
	void duringARehearsalElsewhereItRefuses() {
		start(Fleet.class);
		this.leases.elsewhere();
		assertThat(begin()).isEqualTo("another instance rehearses its drain");
		assertRefused();
	}

	@Test
	void whenRedisFailsItRefusesWithoutItsMessage() {
		start(Fleet.class);
		this.leases.fail(new IllegalStateException("redis://user:secret@host"));
		assertThat(begin()).isEqualTo("no lease could be acquired (java.lang.IllegalStateException)");
		assertRefused();
	}

	@Test
	void whenRedisIsSlowItRefusesAndReleasesALeaseThatComesTooLate() {
		start(Fleet.class);
		this.leases.hold();
		assertThat(begin()).isEqualTo("Redis has not answered within 2s");
		assertRefused();
		this.leases.release();
		Awaitility.await()
			.untilAsserted(
					() -> assertThat(this.leases.log()).containsExactly("acquired softlanding-rehearsal", "closed"));
	}

	@Test
	void whenRedisHangsAtTheEndTheInstanceIsBackInService() {
		start(Fleet.class, "softlanding.rehearsal.observe=60s");
		begin();
		awaitState("OBSERVING");
		this.leases.hold();
		runner().abort("a test");
		awaitState("NONE");
		assertThat(readiness()).isEmpty();
		assertThat(this.leases.log()).hasSize(1);
	}

}
