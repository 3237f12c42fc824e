/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.rehearsal;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainController;
import io.softlanding.drain.DrainEndpoint;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainReason;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.DrainState;
import io.softlanding.lock.LeaseRegistry;
import io.softlanding.readiness.FleetReadiness;
import io.softlanding.readiness.ReadinessGate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rehearsals of one instance, with a fleet and leases that a test controls.
 */
@Timeout(60)
class RehearsalTests {

	private final StubLeases leases = new StubLeases();

	private final Gate gate = new Gate();

	private final HttpClient client = HttpClient.newHttpClient();

	private OptionalInt ready = OptionalInt.of(2);

	private ConfigurableApplicationContext context;

	@AfterEach
	void close() {
		this.gate.open();
		this.leases.release();
		if (this.context != null) {
			this.context.close();
		}
	}

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
		awaitState("NONE");
		assertThat(last()).containsEntry("outcome", "COMPLETED");
		assertThat(last().get("findings").toString()).contains("requests: 1 request in flight");
		assertThat(last().get("phases").toString()).contains("unfinished", "/slow");
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
		start(Fleet.class, "softlanding.rehearsal.observe="
				+ ((moment == RehearsalRun.State.OBSERVING) ? "60s" : "0s"));
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

	@ParameterizedTest
	@EnumSource(value = RehearsalRun.State.class, names = { "DRAINING", "OBSERVING", "RETURNING" })
	void aDrainThatEndsTheProcessTakesItsPlaceAtOnce(RehearsalRun.State moment) {
		start(Fleet.class, "softlanding.rehearsal.observe="
				+ ((moment == RehearsalRun.State.OBSERVING) ? "60s" : "0s"));
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

	private void start(Class<?> fleet, String... properties) {
		this.context = new SpringApplicationBuilder(Application.class, fleet)
			.initializers((context) -> {
				context.getBeanFactory().registerSingleton("gateQuiet", this.gate.participant(DrainPhase.QUIET_PERIOD));
				context.getBeanFactory().registerSingleton("gateInFlight", this.gate.participant(DrainPhase.IN_FLIGHT));
				context.getBeanFactory().registerSingleton("test", this);
			})
			.properties("server.port=0", "spring.jmx.enabled=false", "spring.main.banner-mode=off",
					"management.endpoints.web.exposure.include=*", "management.endpoint.drain.access=unrestricted",
					"spring.datasource.url=jdbc:h2:mem:rehearsal", "softlanding.rehearsal.enabled=true",
					"softlanding.rehearsal.observe=200ms")
			.registerShutdownHook(false)
			.run(List.of(properties).stream().map((property) -> "--" + property).toArray(String[]::new));
	}

	private RehearsalRunner runner() {
		return this.context.getBean(RehearsalRunner.class);
	}

	private DrainController drain() {
		return this.controller;
	}

	private DrainController controller;

	private RehearsalRunner started;

	private String begin() {
		this.controller = this.context.isActive() ? this.context.getBean(DrainController.class) : this.controller;
		this.started = this.context.isActive() ? runner() : this.started;
		return this.started.start("anna", "10.0.0.1", null);
	}

	private void awaitState(String state) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.pollInterval(Duration.ofMillis(5))
			.until(() -> this.started != null && state.equals(this.started.status().get("state")));
	}

	@SuppressWarnings("unchecked")
	private Map<String, Object> last() {
		return (Map<String, Object>) this.started.status().get("last");
	}

	private void assertRefused() {
		Awaitility.await().until(() -> "NONE".equals(this.started.status().get("state")));
		assertThat(this.started.status()).doesNotContainKey("last").containsKey("refused");
		assertThat(readiness()).isEmpty();
		assertThat(this.gate.reasons()).isEmpty();
	}

	private Iterable<String> readiness() {
		return this.context.getBean(ReadinessGate.class).reasons();
	}

	private void maintenance(DrainEndpoint.Action action, int status) {
		this.controller = this.context.getBean(DrainController.class);
		assertThat(this.context.getBean(DrainEndpoint.class).drain(SecurityContext.NONE, action).getStatus())
			.isEqualTo(status);
	}

	private int get(String path) throws Exception {
		String port = this.context.getEnvironment().getProperty("local.server.port");
		return this.client
			.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
					HttpResponse.BodyHandlers.discarding())
			.statusCode();
	}

	private String status(String section) throws Exception {
		return this.context.getBean(io.softlanding.report.ShutdownStatusEndpoint.class)
			.status()
			.get(section)
			.toString();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@RestController
	static class Application {

		private final RehearsalTests test;

		Application(RehearsalTests test) {
			this.test = test;
		}

		@GetMapping("/hello")
		String hello() {
			return "hello";
		}

		@GetMapping("/slow")
		String slow() {
			this.test.gate.hang();
			return "slow";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoFleet {

		@Bean
		LeaseRegistry leases(RehearsalTests test) {
			return test.leases;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoLeases {

		@Bean
		FleetReadiness fleet(RehearsalTests test) {
			return () -> test.ready;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Fleet extends NoLeases {

		@Bean
		LeaseRegistry leases(RehearsalTests test) {
			return test.leases;
		}

	}

	/** Participants that a test holds back. */
	static final class Gate {

		private final CountDownLatch opened = new CountDownLatch(1);

		private final CountDownLatch arrived = new CountDownLatch(1);

		private final List<DrainReason> reasons = new java.util.concurrent.CopyOnWriteArrayList<>();

		private volatile DrainPhase held;

		private volatile boolean holdsResume;

		private volatile boolean resumed;

		private volatile long quietMillis;

		DrainParticipant participant(DrainPhase phase) {
			return new DrainParticipant() {

				@Override
				public String name() {
					return "gate-" + phase;
				}

				@Override
				public DrainPhase phase() {
					return phase;
				}

				@Override
				public DrainResult drain(DrainContext context) throws InterruptedException {
					Gate.this.reasons.add(context.reason());
					if (phase == DrainPhase.QUIET_PERIOD && Gate.this.quietMillis > 0 && context.reason().isReversible()) {
						Gate.this.opened.await(Gate.this.quietMillis, TimeUnit.MILLISECONDS);
					}
					if (phase == Gate.this.held && context.reason().isReversible()) {
						Gate.this.arrived.countDown();
						Gate.this.opened.await();
					}
					return DrainResult.nothingToDo("Nothing");
				}

				@Override
				public void resume() {
					Gate.this.resumed = true;
					if (Gate.this.holdsResume && phase == DrainPhase.IN_FLIGHT) {
						try {
							Gate.this.opened.await(300, TimeUnit.MILLISECONDS);
						}
						catch (InterruptedException ex) {
							Thread.currentThread().interrupt();
						}
					}
				}

			};
		}

		void holds(DrainPhase phase) {
			this.held = phase;
		}

		void holdsResume() {
			this.holdsResume = true;
		}

		void lengthensQuietPeriod() {
			this.quietMillis = 1000;
		}

		boolean resumed() {
			return this.resumed;
		}

		List<DrainReason> reasons() {
			return this.reasons;
		}

		void hang() {
			this.arrived.countDown();
			try {
				this.opened.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		void awaitArrival() {
			try {
				assertThat(this.arrived.await(20, TimeUnit.SECONDS)).isTrue();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		void open() {
			this.opened.countDown();
		}

	}

}
