/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The endpoints over HTTP.
 */
@ExtendWith(OutputCaptureExtension.class)
class ReloadEndpointTests {

	private static final String FIRST = """
			pricing.margin: 0.25
			discount:
			  percent: 5
			  api-key: hunter2
			internal:
			  recipe: s3cret
			  callback: http://me:p4ss@localhost/
			server.tomcat.threads.max: 50
			logging.level.some.logger: warn
			""";

	@TempDir
	Path directory;

	private final HttpClient client = HttpClient.newHttpClient();

	private ConfigurableApplicationContext context;

	@BeforeEach
	void start() throws IOException {
		write(FIRST);
		start("management.endpoint.reload.access=unrestricted");
	}

	private void start(String argument) {
		this.context = new SpringApplication(Application.class).run("--spring.main.banner-mode=off", "--server.port=0",
				"--spring.jmx.enabled=false", "--softlanding.reload.settle=1ms",
				"--spring.config.additional-location=file:" + this.directory + "/",
				"--management.endpoints.web.exposure.include=*", "--softlanding.web.quiet-period.max=0s",
				"--softlanding.web.quiet-period.settle=0s", "--" + argument);
	}

	@AfterEach
	void close() {
		this.context.close();
	}

	private void write(String yaml) throws IOException {
		Files.writeString(this.directory.resolve("application.yml"), yaml);
	}

	@Test
	void aReloadIsAnsweredWithWhatItChanged() throws Exception {
		write(FIRST.replace("0.25", "0.5").replace("percent: 5", "percent: 6"));
		HttpResponse<String> answer = post("{}");
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		Map<String, Object> attempt = json(answer);
		assertThat(attempt).containsEntry("outcome", "APPLIED")
			.containsEntry("trigger", "ENDPOINT")
			.containsEntry("generation", 2)
			.containsEntry("changed", 2);
		Map<String, Object> reloads = json(get("reloads"));
		assertThat(reloads).containsEntry("generation", 2).containsKeys("digest", "at");
		assertThat(reloads.get("changes")).isEqualTo(attempt.get("changes"));
		assertThat((List<?>) reloads.get("attempts")).hasSize(1);
		MeterRegistry registry = this.context.getBean(MeterRegistry.class);
		assertThat(registry.get("softlanding.reload").tag("outcome", "applied").counter().count()).isEqualTo(1);
		assertThat(registry.get("softlanding.reload").counters()).hasSize(ReloadOutcome.values().length);
		assertThat(registry.get("softlanding.reload.generation").gauge().value()).isEqualTo(2);
		assertThat(registry.get("softlanding.reload.last.success").timeGauge().value(TimeUnit.MINUTES))
			.isBetween(System.currentTimeMillis() / 60_000.0 - 1, System.currentTimeMillis() / 60_000.0);
	}

	@Test
	@SuppressWarnings("unchecked")
	void whatIsWrongIsAnsweredWithKeyFileAndLine() throws Exception {
		write(FIRST.replace("percent: 5", "percent: many"));
		HttpResponse<String> answer = post("{}");
		assertThat(answer.statusCode()).isEqualTo(422);
		assertThat((List<Map<String, Object>>) json(answer).get("problems")).singleElement()
			.satisfies((problem) -> assertThat(problem).containsEntry("key", "discount.percent")
				.containsEntry("file", this.directory.resolve("application.yml").toString())
				.containsEntry("line", 3)
				.containsEntry("value", "many"));
		write(FIRST.replace("0.25", "0.05"));
		answer = post("{}");
		assertThat(answer.statusCode()).isEqualTo(422);
		assertThat((List<Map<String, Object>>) json(answer).get("problems")).singleElement()
			.satisfies((problem) -> assertThat(problem).containsEntry("key", "pricing.margin")
				.containsEntry("line", 1)
				.containsEntry("message", "must be greater than or equal to 0.1 (DecimalMin)")
				.containsEntry("value", "0.05"));
	}

	@Test
	void aDryRunAndForceAreParameters() throws Exception {
		write("pricing.margin: 0.5\n");
		assertThat(post("{}").statusCode()).isEqualTo(422);
		HttpResponse<String> dry = post("{\"dryRun\":true,\"force\":true}");
		assertThat(dry.statusCode()).as(dry.body()).isEqualTo(200);
		assertThat(json(dry)).containsEntry("outcome", "VALID").containsEntry("generation", 1);
		assertThat(json(post("{\"force\":true}"))).containsEntry("outcome", "APPLIED").containsEntry("generation", 3);
	}

	@Test
	void secretsAreNowhere(CapturedOutput output) throws Exception {
		write(FIRST.replace("hunter2", "hunter3").replace("s3cret", "s4cret").replace("p4ss", "p5ss")
				+ "internal.text: bake ${internal.recipe}\n");
		String first = post("{}").body();
		write(FIRST.replace("hunter2", "hunter3")
			.replace("s3cret", "s4cret")
			.replace("percent: 5", "percent: 5\n  api-tokn: http://me:hunter5@localhost"));
		String second = post("{}").body();
		String all = first + second + get("reloads").body() + output.getAll();
		assertThat(first).contains("discount.api-key", "internal.recipe", "internal.callback", "internal.text",
				"******", "by our rule");
		assertThat(second).contains("api-tokn", "is unknown to Discount");
		assertThat(all).doesNotContain("hunter2", "hunter3", "hunter5", "s3cret", "s4cret", "p4ss", "p5ss");
	}

	@Test
	void onlyOneReloadRunsAtATime() throws Exception {
		Gate gate = this.context.getBean(Gate.class);
		gate.closed = true;
		write(FIRST.replace("0.25", "0.5"));
		CompletableFuture<HttpResponse<String>> first = this.client.sendAsync(request("{}"),
				HttpResponse.BodyHandlers.ofString());
		assertThat(gate.entered.await(10, TimeUnit.SECONDS)).isTrue();
		HttpResponse<String> second = post("{}");
		assertThat(second.statusCode()).isEqualTo(409);
		assertThat(json(second)).containsEntry("outcome", "BUSY");
		assertThat(get("reloads").statusCode()).isEqualTo(200);
		gate.open.countDown();
		assertThat(first.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
	}

	@Test
	void nothingIsReloadedDuringADrain() throws Exception {
		Gate gate = this.context.getBean(Gate.class);
		gate.closed = true;
		write(FIRST.replace("0.25", "0.5"));
		CompletableFuture<HttpResponse<String>> running = this.client.sendAsync(request("{}"),
				HttpResponse.BodyHandlers.ofString());
		assertThat(gate.entered.await(10, TimeUnit.SECONDS)).isTrue();
		this.context.close();
		HttpResponse<String> answer = running.get(10, TimeUnit.SECONDS);
		assertThat(answer.statusCode()).as("the drain began before the swap").isEqualTo(503);
		assertThat(json(answer)).containsEntry("message", "The instance is draining").containsEntry("generation", 1);
		ReloadAttempt attempt = Objects.requireNonNull(gate.duringDrain);
		assertThat(attempt.outcome()).isEqualTo(ReloadOutcome.REFUSED);
		assertThat(attempt.message()).isEqualTo("The instance is draining");
	}

	@Test
	void accessIsNoneByDefault() throws Exception {
		this.context.close();
		start("some=thing");
		assertThat(post("{}").statusCode()).isEqualTo(404);
		assertThat(get("reloads").statusCode()).isEqualTo(200);
	}

	@Test
	void aPageOfAnotherOriginCannotReload() throws Exception {
		HttpRequest.Builder form = HttpRequest.newBuilder(uri("reload"))
			.header("Content-Type", "text/plain")
			.POST(HttpRequest.BodyPublishers.ofString("{}"));
		assertThat(this.client.send(form.build(), HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(415);
		HttpRequest.Builder empty = HttpRequest.newBuilder(uri("reload")).POST(HttpRequest.BodyPublishers.noBody());
		assertThat(this.client.send(empty.build(), HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(415);
	}

	@Test
	@SuppressWarnings("unchecked")
	void tomcatIsResizedWhileItRuns() throws Exception {
		write(FIRST.replace("max: 50", "max: 60").replace("warn", "warn\nserver.tomcat.max-connections: 100"));
		Map<String, Object> attempt = json(post("{}"));
		assertThat((List<Map<String, Object>>) attempt.get("changes")).hasSize(2)
			.allSatisfy((change) -> assertThat(change).containsEntry("restartRequired", false));
		assertThat(tomcat().getMaxThreads()).isEqualTo(60);
		assertThat(tomcat().getMaxConnections()).isEqualTo(100);
		write(FIRST.replace("max: 50", "max: 5"));
		assertThat(post("{}").statusCode()).as("fewer threads than spare ones").isEqualTo(422);
		write(FIRST.replace("server.tomcat.threads.max: 50\n", ""));
		assertThat(json(post("{}"))).containsEntry("outcome", "APPLIED");
		assertThat(tomcat().getMaxThreads()).isEqualTo(200);
		assertThat(tomcat().getMaxConnections()).isEqualTo(8192);
		write(FIRST.replace("warn", "warn\nserver.tomcat.max-connections: -1"));
		assertThat(json(post("{}"))).containsEntry("outcome", "APPLIED");
		assertThat(tomcat().getMaxConnections()).as("as Spring Boot has it").isEqualTo(8192);
	}

	@Test
	void tomcatHasItsOldSizeWhenALaterListenerCannotCommit() throws Exception {
		write(FIRST.replace("max: 50", "max: 60").replace("warn", "warn\nserver.tomcat.max-connections: 100"));
		List<Integer> seen = new ArrayList<>();
		org.apache.coyote.AbstractProtocol<?> tomcat = tomcat();
		ReloadAttempt attempt = ReloadedApplication
			.reloader(this.context, Duration.ofSeconds(10),
					ReloadedApplication
						.refusing(() -> seen.addAll(List.of(tomcat.getMaxThreads(), tomcat.getMaxConnections()))))
			.reload(ReloadTrigger.SIGNAL);
		assertThat(attempt.outcome()).isEqualTo(ReloadOutcome.FAILED);
		assertThat(seen).containsExactly(60, 100);
		assertThat(tomcat.getMaxThreads()).isEqualTo(50);
		assertThat(tomcat.getMaxConnections()).isEqualTo(8192);
	}

	@Test
	void aLimitOfConnectionsWhereThereWasNoneNeedsARestart() throws Exception {
		tomcat().setMaxConnections(-1);
		write(FIRST.replace("warn", "warn\nserver.tomcat.max-connections: 100").replace("max: 50", "max: 60"));
		assertThat(json(post("{}"))).containsEntry("outcome", "APPLIED");
		assertThat(tomcat().getMaxConnections()).as("they are not counted").isEqualTo(-1);
		assertThat(tomcat().getMaxThreads()).isEqualTo(60);
		assertThat(json(get("reloads"))).containsEntry("restartRequired", List.of("server.tomcat.max-connections"));
	}

	private org.apache.coyote.AbstractProtocol<?> tomcat() throws Exception {
		Object server = this.context.getClass().getMethod("getWebServer").invoke(this.context);
		org.apache.catalina.startup.Tomcat tomcat = (org.apache.catalina.startup.Tomcat) server.getClass()
			.getMethod("getTomcat")
			.invoke(server);
		return (org.apache.coyote.AbstractProtocol<?>) tomcat.getConnector().getProtocolHandler();
	}

	private URI uri(String endpoint) {
		return URI.create("http://localhost:%s/actuator/%s".formatted(
				Objects.requireNonNull(this.context.getEnvironment().getProperty("local.server.port")), endpoint));
	}

	private HttpRequest request(String body) {
		return HttpRequest.newBuilder(uri("reload"))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build();
	}

	private HttpResponse<String> post(String body) throws Exception {
		return this.client.send(request(body), HttpResponse.BodyHandlers.ofString());
	}

	private HttpResponse<String> get(String endpoint) throws Exception {
		return this.client.send(HttpRequest.newBuilder(uri(endpoint)).build(), HttpResponse.BodyHandlers.ofString());
	}

	private static Map<String, Object> json(HttpResponse<String> answer) {
		return JsonParserFactory.getJsonParser().parseMap(answer.body());
	}

	/** A listener that waits at the dangerous point, when told to. */
	static final class Gate implements ReloadListener, DrainParticipant {

		private final ObjectProvider<Reloader> reloader;

		private final CountDownLatch entered = new CountDownLatch(1);

		private final CountDownLatch open = new CountDownLatch(1);

		private volatile boolean closed;

		private volatile ReloadAttempt duringDrain;

		Gate(ObjectProvider<Reloader> reloader) {
			this.reloader = reloader;
		}

		@Override
		public String name() {
			return "gate";
		}

		@Override
		public DrainPhase phase() {
			return DrainPhase.QUIET_PERIOD;
		}

		@Override
		public DrainResult drain(DrainContext context) throws InterruptedException {
			this.open.countDown();
			this.duringDrain = this.reloader.getObject().reloadInTurn(ReloadTrigger.SIGNAL);
			return DrainResult.completed("opened");
		}

		@Override
		public Step prepare(Snapshot old, Snapshot next) throws InterruptedException {
			this.entered.countDown();
			if (this.closed) {
				this.open.await(10, TimeUnit.SECONDS);
			}
			return Step.NONE;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableReloadable({ Pricing.class, Discount.class })
	static class Application {

		@Bean
		Gate gate(ObjectProvider<Reloader> reloader) {
			return new Gate(reloader);
		}

		@Bean
		SanitizingFunction recipes() {
			return (data) -> data.getKey().contains("recipe") ? data.withValue("by our rule") : data;
		}

	}

}
