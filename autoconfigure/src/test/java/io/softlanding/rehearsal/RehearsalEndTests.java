/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.rehearsal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CyclicBarrier;

import io.softlanding.drain.DrainEndpoint;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainReason;
import io.softlanding.drain.DrainState;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What ends a rehearsal, and what meets one that runs.
 */
@Tag("first-leg")
@Timeout(60)
class RehearsalEndTests extends RehearsalFixtures {

	@Test
	void duringItsOwnRehearsalItRefuses() {
		start(Fleet.class);
		this.gate.holds(DrainPhase.IN_FLIGHT);
		begin();
		assertThat(begin()).isEqualTo("a rehearsal of this instance runs already");
		assertThat(this.leases.log()).hasSize(1);
	}

	@Test
	void duringMaintenanceItRefuses() {
		start(Fleet.class);
		maintenance(DrainEndpoint.Action.DRAIN, 202);
		Awaitility.await().until(() -> drain().state() == DrainState.DRAINED);
		assertThat(begin()).contains("this instance is DRAINED already");
		assertThat(drain().state()).isEqualTo(DrainState.DRAINED);
		maintenance(DrainEndpoint.Action.RESUME, 202);
	}

	@Test
	void maintenanceIsNotMistakenForARehearsal() {
		start(Fleet.class);
		this.gate.holds(DrainPhase.IN_FLIGHT);
		begin();
		awaitState("DRAINING");
		maintenance(DrainEndpoint.Action.DRAIN, 409);
	}

	@Test
	void theMaintenanceEndpointMayResumeIt() {
		start(Fleet.class);
		this.gate.holds(DrainPhase.IN_FLIGHT);
		begin();
		this.gate.awaitArrival();
		maintenance(DrainEndpoint.Action.RESUME, 202);
		awaitState("NONE");
		assertThat(last()).containsEntry("outcome", "ABORTED").containsEntry("predicted", "unknown");
		assertThat(last().get("reason").toString()).startsWith("Resumed by an unnamed caller");
		assertThat(readiness()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(RehearsalRun.State.class)
	void canBeAbortedAtEveryMomentTwiceAndByTwoThreads(RehearsalRun.State moment) throws Exception {
		start(Fleet.class,
				"softlanding.rehearsal.observe=" + ((moment == RehearsalRun.State.OBSERVING) ? "60s" : "0s"));
		switch (moment) {
			case STARTING -> this.leases.hold();
			case DRAINING -> this.gate.holds(DrainPhase.IN_FLIGHT);
			case RESUMING -> this.gate.holdsResume();
			case RETURNING -> this.gate.lengthensQuietPeriod();
			default -> {
			}
		}
		Thread starter = new Thread(this::begin);
		starter.start();
		awaitState(moment.name());
		CyclicBarrier together = new CyclicBarrier(2);
		Thread other = new Thread(() -> abort(together));
		other.start();
		abort(together);
		other.join();
		this.leases.release();
		awaitState("NONE");
		starter.join();
		if (moment == RehearsalRun.State.STARTING) {
			assertRefused();
		}
		else {
			assertThat(last()).containsEntry("outcome",
					(moment.compareTo(RehearsalRun.State.RESUMING) < 0) ? "ABORTED" : "COMPLETED");
		}
		assertThat(readiness()).isEmpty();
		assertThat(drain().state()).isEqualTo(DrainState.RUNNING);
		assertThat(this.leases.log()).endsWith("closed").hasSize(2);
		assertThat(runner().abort("a test")).isFalse();
	}

	private void abort(CyclicBarrier together) {
		try {
			together.await();
			runner().abort("a test");
			runner().abort("a test");
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void itsOwnDeadlineEndsIt() {
		start(Fleet.class, "softlanding.rehearsal.timeout=300ms");
		this.gate.holds(DrainPhase.QUIET_PERIOD);
		begin();
		awaitState("NONE");
		assertThat(last()).containsEntry("outcome", "TIMED_OUT")
			.containsEntry("reason", "Not done within softlanding.rehearsal.timeout, 300ms");
		assertThat(readiness()).isEmpty();
	}

	@Test
	void whenOtherInstancesLeaveItEndsAtOnce() {
		start(Fleet.class);
		this.gate.holds(DrainPhase.IN_FLIGHT);
		begin();
		this.gate.awaitArrival();
		this.ready = OptionalInt.of(1);
		awaitState("NONE");
		assertThat(last()).containsEntry("outcome", "ABORTED")
			.containsEntry("reason", "1 other instances are ready, but softlanding.rehearsal.min-ready is 2");
		assertThat(readiness()).isEmpty();
	}

	@Test
	void whenRedisIsGoneMeanwhileItEndsAtOnce() {
		start(Fleet.class, "softlanding.rehearsal.observe=60s");
		begin();
		awaitState("OBSERVING");
		this.ready = OptionalInt.empty();
		awaitState("NONE");
		assertThat(last()).containsEntry("outcome", "ABORTED");
		assertThat(readiness()).isEmpty();
	}

	@Test
	void whenTheLeaseIsLostItEndsAtOnce() {
		start(Fleet.class, "softlanding.rehearsal.observe=60s");
		begin();
		awaitState("OBSERVING");
		this.leases.lose();
		awaitState("NONE");
		assertThat(last()).containsEntry("outcome", "ABORTED").containsEntry("reason", "The lease was lost");
		assertThat(readiness()).isEmpty();
	}

	@Test
	void anErrorThatEndsItIsItsResult() {
		start(Fleet.class, "softlanding.rehearsal.observe=60s");
		begin();
		awaitState("OBSERVING");
		this.leases.fail(new LinkageError("on purpose"));
		awaitState("NONE");
		assertThat(last()).containsEntry("outcome", "ABORTED")
			.containsEntry("reason", "Failed with java.lang.LinkageError");
		assertThat(readiness()).isEmpty();
		assertThat(this.leases.log()).endsWith("closed");
	}

	@Test
	void anErrorBeforeItBeginsIsARefusal() {
		FleetGuard guard = new FleetGuard(() -> OptionalInt.of(2), () -> this.leases, 2, Duration.ofSeconds(2));
		RehearsalRun run = new RehearsalRun("anna", () -> {
			throw new LinkageError("on purpose");
		}, () -> DrainState.RUNNING, guard, Duration.ZERO, Duration.ofSeconds(1));
		List<RehearsalResult> results = new ArrayList<>();
		run.run(results::add);
		assertThat(results).extracting(RehearsalResult::outcome).containsExactly(RehearsalOutcome.REFUSED);
		assertThat(run.awaitDecided(Duration.ZERO)).isEqualTo("it failed with java.lang.LinkageError");
		assertThat(this.leases.log()).endsWith("closed");
	}

	@ParameterizedTest
	@EnumSource(value = RehearsalRun.State.class, names = { "DRAINING", "OBSERVING", "RETURNING" })
	void aDrainThatEndsTheProcessTakesItsPlaceAtOnce(RehearsalRun.State moment) {
		start(Fleet.class,
				"softlanding.rehearsal.observe=" + ((moment == RehearsalRun.State.OBSERVING) ? "60s" : "0s"));
		if (moment == RehearsalRun.State.DRAINING) {
			this.gate.holds(DrainPhase.IN_FLIGHT);
		}
		if (moment == RehearsalRun.State.RETURNING) {
			this.gate.lengthensQuietPeriod();
		}
		begin();
		awaitState(moment.name());
		this.context.close();
		awaitState("NONE");
		assertThat(last()).containsEntry("outcome",
				(moment == RehearsalRun.State.RETURNING) ? "COMPLETED" : "SUPERSEDED");
		assertThat(drain().state()).isEqualTo(DrainState.STOPPED);
		assertThat(this.gate.reasons()).contains(DrainReason.CLOSE);
		assertThat(this.leases.log()).endsWith("closed");
		assertThat(begin()).isNotNull();
	}

	/** Otherwise a request that a drain has closed for would be served again. */
	@Test
	void theDrainThatTakesItsPlaceRejectsLateRequests() throws Exception {
		start(Fleet.class, "softlanding.rehearsal.observe=60s");
		begin();
		awaitState("OBSERVING");
		assertThat(get("/hello")).isEqualTo(200);
		runner().abort("a test");
		awaitState("NONE");
		maintenance(DrainEndpoint.Action.DRAIN, 202);
		Awaitility.await().until(() -> drain().state() == DrainState.DRAINED);
		assertThat(get("/hello")).isEqualTo(503);
		maintenance(DrainEndpoint.Action.RESUME, 202);
	}

}
