/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.softlanding.servers.EmbeddedRedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.boot.json.JsonParserFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rehearsals in a fleet of processes with a real Redis.
 */
@Tag("first-leg")
class RehearsalProcessTests {

	/** The properties of the tests exclude Redis too. */
	private final HttpClient client = HttpClient.newHttpClient();

	private final List<ChildProcess> fleet = new ArrayList<>();

	private final String name = "rehearsed-" + UUID.randomUUID();

	private EmbeddedRedisServer redis;

	@BeforeEach
	void startRedis() {
		this.redis = EmbeddedRedisServer.start();
	}

	@AfterEach
	void end() {
		this.fleet.forEach(ChildProcess::close);
		this.redis.close();
	}

	@Test
	void eachInstanceOfAFleetUnderLoadRehearsesWithoutAFailedRequest() throws Exception {
		start(3, "softlanding.rehearsal.observe=300ms");
		try (BalancedLoad load = new BalancedLoad(this.fleet)) {
			awaitRequests(load, 200);
			for (ChildProcess app : this.fleet) {
				awaitStarted(app);
				Map<String, Object> last = awaitEnd(app);
				assertThat(last).as(app.output())
					.containsEntry("outcome", "COMPLETED")
					.doesNotContainEntry("predicted", "unknown");
				awaitRequests(load, 100);
			}
			assertThat(load.failures()).isEmpty();
			ChildProcess first = this.fleet.get(0);
			first.signal("TERM");
			assertThat(first.awaitExit()).as(first.output()).isEqualTo(143);
			assertThat(first.report()).containsEntry("outcome", "COMPLETED");
			assertThat(load.failures()).isEmpty();
		}
	}

	@Test
	void aClientThatMissesTheRefusalIsReportedAndServed() throws Exception {
		start(2);
		ChildProcess app = this.fleet.get(0);
		awaitStarted(app);
		awaitState(app, "OBSERVING");
		assertThat(get(app, "/work?ms=1")).isEqualTo(200);
		assertThat(awaitEnd(app).get("findings").toString()).contains("GET /work=1");
	}

	@Test
	void aSignalDuringARehearsalBecomesTheDrainAtOnce() throws Exception {
		start(2, "softlanding.rehearsal.observe=60s");
		ChildProcess app = this.fleet.get(0);
		awaitStarted(app);
		awaitState(app, "OBSERVING");
		app.signal("TERM");
		assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
		assertThat(app.report()).containsEntry("reason", "SIGTERM").containsEntry("stage", "graceful");
		assertThat(app.report().get("rehearsal").toString()).contains("SUPERSEDED");
		// Its lease was released, not left to lapse.
		assertThat(app.participant("redis-locks").get("outcome")).isIn("COMPLETED", "NOTHING_TO_DO");
	}

	@Test
	void twoInstancesDoNotRehearseAtTheSameTime() throws Exception {
		start(3, "softlanding.rehearsal.observe=60s");
		awaitStarted(this.fleet.get(0));
		awaitState(this.fleet.get(0), "OBSERVING");
		awaitRefused(this.fleet.get(1));
		assertThat(delete(this.fleet.get(0))).isEqualTo(202);
		assertThat(awaitEnd(this.fleet.get(0))).containsEntry("outcome", "ABORTED");
		awaitStarted(this.fleet.get(1));
	}

	/** It may not know yet how many instances are ready, and refuses for that reason. */
	private void awaitRefused(ChildProcess app) {
		Awaitility.await().atMost(Duration.ofSeconds(8)).untilAsserted(() -> {
			HttpResponse<String> refused = post(app);
			assertThat(refused.statusCode()).isEqualTo(409);
			assertThat(refused.body()).contains("\"refusal\":\"another instance rehearses its drain\"");
		});
	}

	@Test
	void anInstanceThatIsKilledInItsRehearsalLetsOthersRehearseLater() throws Exception {
		start(3, "softlanding.rehearsal.observe=60s");
		ChildProcess app = this.fleet.get(0);
		awaitStarted(app);
		awaitState(app, "OBSERVING");
		app.signal("KILL");
		app.awaitExit();
		awaitRefused(this.fleet.get(1));
		awaitStarted(this.fleet.get(1));
		assertThat(delete(this.fleet.get(1))).isEqualTo(202);
	}

	@Test
	void anInstanceIsBackInServiceWhenRedisIsGone() throws Exception {
		start(2, "softlanding.rehearsal.observe=60s");
		ChildProcess app = this.fleet.get(0);
		awaitStarted(app);
		awaitState(app, "OBSERVING");
		this.redis.pause();
		assertThat(awaitEnd(app)).containsEntry("outcome", "ABORTED");
		assertThat(get(app, "/actuator/health/readiness")).isEqualTo(200);
		HttpResponse<String> refused = post(app);
		assertThat(refused.statusCode()).isEqualTo(409);
		assertThat(refused.body()).contains("it is not known how many instances are ready");
		app.signal("TERM");
		assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
	}

	@Test
	void aSingleInstanceIsNotDrained() throws Exception {
		start(1);
		ChildProcess app = this.fleet.get(0);
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(post(app).body())
				.contains("0 other instances are ready, but softlanding.rehearsal.min-ready is 1"));
		assertThat(get(app, "/actuator/health/readiness")).isEqualTo(200);
	}

	@Test
	void withoutRedisItSaysWhatToConfigure() throws Exception {
		this.fleet.add(ChildProcess.launch()
			.with("softlanding.rehearsal.enabled=true", "management.endpoint.rehearsal.access=unrestricted")
			.without("spring-data-redis", "spring-data-keyvalue", "lettuce", "jedis")
			.start());
		ChildProcess app = this.fleet.get(0).awaitReady();
		assertThat(post(app).body()).contains("Set softlanding.panic.shared.enabled to true and configure Redis");
	}

	@Test
	void anotherOriginCannotBeginOneAndThereIsNoAccessByDefault() throws Exception {
		start(1);
		ChildProcess app = this.fleet.get(0);
		HttpResponse<String> form = this.client.send(HttpRequest.newBuilder(uri(app, "/actuator/rehearsal"))
			.header("Content-Type", "text/plain")
			.POST(HttpRequest.BodyPublishers.ofString("{}"))
			.build(), HttpResponse.BodyHandlers.ofString());
		assertThat(form.statusCode()).isEqualTo(415);
		ChildProcess other = ChildProcess.launch().with("softlanding.rehearsal.enabled=true").start();
		this.fleet.add(other);
		assertThat(post(other.awaitReady()).statusCode()).isEqualTo(404);
	}

	@Test
	void theScheduleBeginsThemInOneInstanceAtATime() throws Exception {
		start(2, "softlanding.rehearsal.cron=* * * * * *", "softlanding.rehearsal.observe=100ms");
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(() -> this.fleet.stream().anyMatch((app) -> app.has("Rehearsed a drain: it would take")));
	}

	private void start(int instances, String... properties) throws IOException {
		for (int i = 0; i < instances; i++) {
			this.fleet.add(ChildProcess.launch()
				.with("fault.redis-port=" + this.redis.port(), "spring.application.name=" + this.name,
						"softlanding.rehearsal.enabled=true", "softlanding.rehearsal.min-ready=1",
						"softlanding.panic.shared.enabled=true", "softlanding.drain.timeout=30s",
						"management.endpoint.rehearsal.access=unrestricted")
				.with(properties)
				.start());
		}
		this.fleet.forEach(ChildProcess::awaitReady);
	}

	/** The instances have to learn of each other first, and a lease may have to lapse. */
	private void awaitStarted(ChildProcess app) {
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> post(app).statusCode() == 202);
	}

	private void awaitState(ChildProcess app, String state) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.failFast(() -> assertThat(app.isAlive()).as(app.output()).isTrue())
			.until(() -> state.equals(status(app).get("state")));
	}

	@SuppressWarnings("unchecked")
	private Map<String, Object> awaitEnd(ChildProcess app) throws Exception {
		awaitState(app, "NONE");
		return (Map<String, Object>) status(app).get("last");
	}

	private Map<String, Object> status(ChildProcess app) throws IOException, InterruptedException {
		return JsonParserFactory.getJsonParser()
			.parseMap(this.client
				.send(HttpRequest.newBuilder(uri(app, "/actuator/rehearsal")).build(),
						HttpResponse.BodyHandlers.ofString())
				.body());
	}

	private HttpResponse<String> post(ChildProcess app) throws IOException, InterruptedException {
		return this.client.send(HttpRequest.newBuilder(uri(app, "/actuator/rehearsal"))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString("{}"))
			.build(), HttpResponse.BodyHandlers.ofString());
	}

	private int delete(ChildProcess app) throws IOException, InterruptedException {
		return this.client
			.send(HttpRequest.newBuilder(uri(app, "/actuator/rehearsal")).DELETE().build(),
					HttpResponse.BodyHandlers.discarding())
			.statusCode();
	}

	private int get(ChildProcess app, String path) throws IOException, InterruptedException {
		return this.client.send(HttpRequest.newBuilder(uri(app, path)).build(), HttpResponse.BodyHandlers.discarding())
			.statusCode();
	}

	private static URI uri(ChildProcess app, String path) {
		return URI.create("http://127.0.0.1:" + app.port() + path);
	}

	private static void awaitRequests(BalancedLoad load, long count) {
		long before = load.answered();
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> load.answered() - before >= count);
	}

}
