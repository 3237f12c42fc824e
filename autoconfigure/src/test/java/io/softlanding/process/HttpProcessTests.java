/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.softlanding.process.ChildProcess.Launch;
import io.softlanding.process.HttpConnection.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.json.JsonParserFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What HTTP clients see of a drain, on real sockets.
 */
class HttpProcessTests {

	private static final String ASSUMED = "No client probed readiness in the last minute; "
			+ "it is assumed that no load balancer depends on it";

	private static final Duration MINIMUM = Duration.ofMillis(700);

	/** Servers that a user may choose. */
	enum Server {

		TOMCAT, JETTY;

		Launch launch() {
			return (this == JETTY) ? ChildProcess.launch().onJetty() : ChildProcess.launch();
		}

	}

	@ParameterizedTest
	@CsvSource({ "TOMCAT, /work?ms=1500, 200, done", "TOMCAT, /deferred?ms=1500, 200, done",
			"TOMCAT, /fail?ms=1500, 500, Internal Server Error", "TOMCAT, /events?ms=1500, 200, data:last",
			"TOMCAT, /unknown-length?ms=1500, 200, x", "JETTY, /unknown-length?ms=1500, 200, x",
			"JETTY, /work?ms=1500, 200, done", "JETTY, /deferred?ms=1500, 200, done",
			"JETTY, /fail?ms=1500, 500, Internal Server Error", "JETTY, /events?ms=1500, 200, data:last" })
	void whatIsInFlightIsAnsweredToItsEnd(Server server, String path, int status, String body) throws Exception {
		try (ChildProcess app = server.launch().with("softlanding.drain.timeout=10s").start().awaitReady();
				HttpConnection request = HttpConnection.get(app.port(), path)) {
			app.awaitLine("WORKING").signal("TERM");
			Answer answer = request.read();
			assertThat(answer.status()).isEqualTo(status);
			assertThat(answer.text()).contains(body);
			if (!path.startsWith("/events")) {
				// A stream has begun its answer before the drain.
				assertThat(answer.headers()).containsEntry("connection", "close");
			}
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.participant("requests")).containsEntry("outcome", "COMPLETED")
				.extractingByKey("summary")
				.asString()
				.contains("finished since the drain began");
		}
	}

	@Tag("first-leg")
	@ParameterizedTest
	@EnumSource
	void anAnswerThatIsCutAtTheDeadlineDoesNotLookComplete(Server server) throws Exception {
		try (ChildProcess app = server.launch().start().awaitReady();
				HttpConnection request = HttpConnection.get(app.port(), "/unknown-length?ms=1000&stuck=true")) {
			app.awaitLine("WORKING").signal("TERM");
			assertThatThrownBy(request::read).isInstanceOf(IOException.class);
			assertThat(app.awaitExit()).as(app.output()).isIn(143, 124);
			assertThat(app.participant("requests")).containsEntry("outcome", "TIMED_OUT");
		}
	}

	@ParameterizedTest
	@EnumSource
	void aRequestBetweenTheHalvesIsToldToGoElsewhere(Server server) throws Exception {
		// The bean stops between the halves, and not before the port is closed.
		try (ChildProcess app = server.launch()
			.with("fault.block-stop-ms=1500", "softlanding.discovery.closed-event=at-close")
			.start()
			.awaitReady();
				HttpConnection kept = HttpConnection.get(app.port(), "/work?ms=1");
				HttpConnection management = HttpConnection.get(app.port(), "/actuator/health/liveness")) {
			assertThat(kept.read().status()).isEqualTo(200);
			assertThat(management.read().status()).isEqualTo(200);
			app.signal("TERM").awaitLine("STOP BLOCKS");
			kept.send("/work?ms=1");
			late(kept.read());
			management.send("/actuator/shutdown-status");
			Answer status = management.read();
			assertThat(status.status()).isEqualTo(200);
			Map<String, Object> document = JsonParserFactory.getJsonParser().parseMap(status.text());
			assertThat(document).containsEntry("reason", "SIGTERM");
			assertThat(document.get("inFlight").toString()).contains("active=0");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.participant("requests")).containsEntry("outcome", "NOTHING_TO_DO");
			assertThat(app.participant("late-requests")).containsEntry("outcome", "PARTIAL")
				.containsEntry("summary", "1 request was too late and answered with 503")
				.hasEntrySatisfying("routes", (routes) -> assertThat(routes).hasToString("{GET /work=1}"));
			assertThat(app.report().get("inFlight").toString()).contains("rejected=1");
		}
	}

	@Test
	void aRequestDuringTheBackHalfIsToldToGoElsewhereOnJetty() throws Exception {
		try (ChildProcess app = ChildProcess.launch().onJetty().with("fault.hang=CACHES").start().awaitReady();
				HttpConnection kept = HttpConnection.get(app.port(), "/work?ms=1")) {
			assertThat(kept.read().status()).isEqualTo(200);
			app.signal("TERM").awaitLine("TRANSACTIONS completed");
			kept.send("/work?ms=1");
			late(kept.read());
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
		}
	}

	/** Spring Boot pauses the connector before the back half, whatever we do. */
	@Test
	void anIdleConnectionIsClosedBeforeTheBackHalfOnTomcat() throws Exception {
		try (ChildProcess app = ChildProcess.launch().with("fault.hang=CACHES").start().awaitReady();
				HttpConnection kept = HttpConnection.get(app.port(), "/work?ms=1")) {
			assertThat(kept.read().status()).isEqualTo(200);
			app.signal("TERM").awaitLine("TRANSACTIONS completed");
			assertThatExceptionOfType(EOFException.class).isThrownBy(kept::read).withMessage("closed after ''");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
		}
	}

	private static void late(Answer answer) {
		assertThat(answer.status()).isEqualTo(503);
		assertThat(answer.headers()).containsEntry("retry-after", "5").containsEntry("connection", "close");
		assertThat(answer.headers().get("content-type")).startsWith("application/problem+json");
		assertThat(JsonParserFactory.getJsonParser().parseMap(answer.text())).containsEntry("status", 503);
	}

	@Tag("first-leg")
	@ParameterizedTest
	@EnumSource
	void aStatusRequestDuringTheDrainIsAnsweredAndNeverCounts(Server server) throws Exception {
		try (ChildProcess app = server.launch().with("softlanding.drain.timeout=10s").start().awaitReady();
				HttpConnection management = HttpConnection.get(app.port(), "/actuator/info");
				HttpConnection request = HttpConnection.get(app.port(), "/work?ms=2000")) {
			management.read();
			app.awaitLine("WORKING").signal("TERM").awaitLine("IN_FLIGHT: 1 request in flight");
			management.send("/actuator/shutdown-status");
			Answer status = management.read();
			assertThat(status.status()).isEqualTo(200);
			assertThat(JsonParserFactory.getJsonParser().parseMap(status.text())).containsEntry("state", "DRAINING")
				.containsEntry("phase", "IN_FLIGHT")
				.hasEntrySatisfying("inFlight",
						(inFlight) -> assertThat(inFlight.toString()).contains("active=1").contains("route=/work"));
			assertThat(request.read().status()).isEqualTo(200);
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
		}
	}

	@Tag("first-leg")
	@Test
	void aStuckRequestIsNamedOnJettyToo() throws Exception {
		try (ChildProcess app = ChildProcess.launch()
			.onJetty()
			.with("softlanding.drain.halt-after=30s")
			.start()
			.awaitReady(); HttpConnection request = HttpConnection.get(app.port(), "/block/17")) {
			app.awaitLine("WORKING").signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(ChildProcess.list(app.participant("requests").get("unfinished"))).singleElement()
				.satisfies((unfinished) -> assertThat(unfinished).containsEntry("route", "/block/{id}")
					.containsKeys("age", "thread", "stack"));
			assertThat(app.participant("test-handoff")).containsEntry("outcome", "COMPLETED");
		}
	}

	@Tag("first-leg")
	@Test
	void aRequestHasTheTimeThatTheStartUpLineStates() throws Exception {
		try (ChildProcess app = ChildProcess.launch()
			.with("softlanding.drain.grace-period=5s", "softlanding.drain.timeout=4s",
					"softlanding.drain.reserve=1200ms", "softlanding.drain.halt-after=4750ms")
			.start()
			.awaitReady();
				HttpConnection inTime = HttpConnection.get(app.port(), "/work?ms=2500");
				HttpConnection late = HttpConnection.get(app.port(), "/work?ms=60000")) {
			assertThat(app.output()).contains("requests have 2800ms from the signal, the whole drain 4s");
			app.awaitLine("WORKING").signal("TERM");
			assertThat(inTime.read().status()).isEqualTo(200);
			assertThatIOException().isThrownBy(late::read);
			app.awaitExit();
			assertThat(app.participant("requests")).containsEntry("outcome", "TIMED_OUT")
				.containsEntry("ended", 1)
				.containsEntry("forced", 1);
		}
	}

	@Test
	void withoutTrafficAndProbesThereIsNoQuietPeriod() throws Exception {
		try (ChildProcess app = ChildProcess.launch().start().awaitReady()) {
			quietPeriod(app, "NOTHING_TO_DO", "No request was ever served, and no client probed readiness");
		}
	}

	@Tag("first-leg")
	@Test
	void theFirstRequestsOfAnInstanceMayComeAfterTheSignal() throws Exception {
		try (ChildProcess app = ChildProcess.launch().start().awaitReady()) {
			for (int i = 0; i < 3; i++) {
				assertThat(probe(app)).isEqualTo(200);
			}
			app.signal("TERM").awaitLine("ANNOUNCE");
			try (HttpConnection first = HttpConnection.get(app.port(), "/work?ms=50")) {
				assertThat(first.read().status()).isEqualTo(200);
			}
			int refused = 0;
			while (probe(app) == 503) {
				refused++;
			}
			assertThat(refused).isGreaterThanOrEqualTo(3);
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.participant("quiet-period")).containsEntry("outcome", "COMPLETED");
		}
	}

	@Test
	void aDeclaredMinimumHoldsThoughNoClientProbes() throws Exception {
		try (ChildProcess app = ChildProcess.launch()
			.with("softlanding.web.quiet-period.min=700ms", "softlanding.web.quiet-period.settle=0s")
			.start()
			.awaitReady()) {
			app.signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.participant("quiet-period")).containsEntry("outcome", "COMPLETED")
				.hasEntrySatisfying("took",
						(took) -> assertThat(Duration.parse(took.toString())).isGreaterThanOrEqualTo(MINIMUM));
		}
	}

	@Tag("first-leg")
	@ParameterizedTest
	@CsvSource({ "/actuator/health/liveness, ASSUMED", "/actuator/health/readiness, COMPLETED",
			"/actuator/health, COMPLETED" })
	void whoProbesIsGivenAQuietPeriod(String path, String outcome) throws Exception {
		try (ChildProcess app = ChildProcess.launch()
			.with("softlanding.web.quiet-period.settle=100ms", "softlanding.web.quiet-period.refusals=0")
			.start()
			.awaitReady();
				HttpConnection request = HttpConnection.get(app.port(), "/work?ms=1");
				HttpConnection probe = HttpConnection.get(app.port(), path)) {
			request.read();
			assertThat(probe.read().status()).isEqualTo(200);
			quietPeriod(app, outcome, outcome.equals("ASSUMED") ? ASSUMED : "No request arrived for 100ms");
		}
	}

	@Tag("first-leg")
	@ParameterizedTest
	@CsvSource({ "TOMCAT, /actuator/health/readiness, COMPLETED", "TOMCAT, /actuator/info, ASSUMED",
			"JETTY, /actuator/health/readiness, COMPLETED" })
	void whoProbesOnAManagementPortIsGivenAQuietPeriod(Server server, String path, String outcome) throws Exception {
		try (ChildProcess app = server.launch()
			.with("management.server.port=0", "softlanding.web.quiet-period.settle=100ms",
					"softlanding.web.quiet-period.refusals=0")
			.start()
			.awaitReady();
				HttpConnection request = HttpConnection.get(app.port(), "/work?ms=1");
				HttpConnection probe = HttpConnection.get(app.managementPort(), path)) {
			request.read();
			assertThat(probe.read().status()).isEqualTo(200);
			quietPeriod(app, outcome, outcome.equals("ASSUMED") ? ASSUMED : "No request arrived for 100ms");
		}
	}

	@Tag("first-leg")
	@ParameterizedTest
	@EnumSource
	void aBalancerIsRefusedOftenEnoughBeforeTheDrainGoesOn(Server server) throws Exception {
		try (ChildProcess app = server.launch()
			.with("softlanding.web.quiet-period.settle=0s", "softlanding.drain.timeout=20s")
			.start()
			.awaitReady(); HttpConnection request = HttpConnection.get(app.port(), "/work?ms=1")) {
			request.read();
			for (int i = 0; i < 3; i++) {
				assertThat(probe(app)).isEqualTo(200);
			}
			app.signal("TERM");
			List<Integer> answers = new ArrayList<>();
			for (int answer = probe(app); answer != 0; answer = probe(app)) {
				answers.add(answer);
			}
			// One that was on its way with the signal may have been accepted, and Jetty
			// still listens.
			assertThat(answers.stream().filter((answer) -> answer == 503).count()).isGreaterThanOrEqualTo(3);
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.participant("quiet-period")).containsEntry("outcome", "COMPLETED")
				.containsEntry("summary", "No request arrived for 0s, 1 prober was refused 3 times");
			assertThat(app.report().get("probers").toString()).contains("kind=balancer");
		}
	}

	@Tag("first-leg")
	@Test
	void aProberThatIsTooSlowForTheQuietPeriodIsReportedLongBeforeTheDrain() throws Exception {
		try (ChildProcess app = ChildProcess.launch()
			.with("softlanding.web.quiet-period.max=30ms")
			.start()
			.awaitReady()) {
			for (int i = 0; i < 3; i++) {
				assertThat(probe(app)).isEqualTo(200);
			}
			app.awaitLine("refusals take");
		}
	}

	/** Probes as a balancer does that waits between its checks. */
	private static int probe(ChildProcess app) throws InterruptedException {
		try (HttpConnection probe = HttpConnection.get(app.port(), "/actuator/health/readiness")) {
			return probe.read().status();
		}
		catch (IOException ex) {
			return 0;
		}
		finally {
			Thread.sleep(100);
		}
	}

	private static void quietPeriod(ChildProcess app, String outcome, String summary) throws Exception {
		app.signal("TERM");
		assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
		assertThat(app.participant("quiet-period")).containsEntry("outcome", outcome).containsEntry("summary", summary);
	}

	@Test
	void theStatusCanBeReadOnTheManagementPortDuringTheBackHalf() throws Exception {
		try (ChildProcess app = ChildProcess.launch()
			.with("management.server.port=0", "fault.hang=CACHES")
			.start()
			.awaitReady()) {
			app.signal("TERM").awaitLine("TRANSACTIONS completed");
			try (HttpConnection status = HttpConnection.get(app.managementPort(), "/actuator/shutdown-status")) {
				assertThat(JsonParserFactory.getJsonParser().parseMap(status.read().text()))
					.containsEntry("state", "STOPPING")
					.containsEntry("phase", "CACHES");
			}
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
		}
	}

	@Tag("first-leg")
	@Test
	void aParticipantThatClosesTheContextDoesNotStopTheDrain() throws Exception {
		try (ChildProcess app = ChildProcess.launch()
			.with("fault.close=IN_FLIGHT", "softlanding.drain.timeout=50s")
			.start()
			.awaitReady()) {
			app.signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			for (String name : new String[] { "test-transactions", "test-caches", "test-locks", "test-handoff" }) {
				assertThat(app.participant(name)).containsEntry("outcome", "COMPLETED");
			}
		}
	}

	@Test
	void drainsWithoutActuatorAndMicrometer() throws Exception {
		try (ChildProcess app = ChildProcess.launch()
			.without("actuator", "micrometer-core", "micrometer-jakarta9", "spring-boot-micrometer",
					"spring-boot-health")
			.start()
			.awaitReady(); HttpConnection request = HttpConnection.get(app.port(), "/work?ms=1000")) {
			app.awaitLine("WORKING").signal("TERM");
			assertThat(request.read().status()).isEqualTo(200);
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.participant("requests")).containsEntry("outcome", "COMPLETED");
		}
	}

	@Tag("first-leg")
	@Test
	void anErrorPageOfActuatorIsNotARequestOfACaller() throws Exception {
		try (ChildProcess app = ChildProcess.launch()
			.with("softlanding.web.quiet-period.refusals=0", "softlanding.web.quiet-period.settle=100ms")
			.start()
			.awaitReady(); HttpConnection unknown = HttpConnection.get(app.port(), "/actuator/health/nothing")) {
			assertThat(unknown.read().status()).isEqualTo(404);
			app.signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.participant("quiet-period")).containsEntry("summary", "No request was ever served");
		}
	}

}
