/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.config.InvalidConfigurationException;
import io.softlanding.process.BoundedWait;
import io.softlanding.process.Platform;
import io.softlanding.readiness.ReadinessGate;
import io.softlanding.report.ReportAutoConfiguration;
import io.softlanding.report.ShutdownStatusEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.endpoint.web.PathMapper;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ApplicationAvailabilityBean;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DrainAutoConfiguration}.
 */
class DrainAutoConfigurationTests {

	private static final String EXPOSED = "management.endpoints.web.exposure.include=shutdown-status";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DrainAutoConfiguration.class, ReportAutoConfiguration.class,
				ApplicationAvailabilityAutoConfiguration.class));

	@Test
	void aDrainIsThereByDefault() {
		this.runner.run((context) -> assertThat(context).hasNotFailed()
			.hasSingleBean(DrainController.class)
			.hasSingleBean(ReadinessGate.class)
			.hasSingleBean(Platform.class)
			.hasSingleBean(DrainMetrics.class)
			.getBean(ApplicationAvailability.class)
			.isExactlyInstanceOf(ApplicationAvailabilityBean.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "softlanding.enabled=false", "softlanding.drain.enabled=false" })
	void nothingIsThereWhenItIsSwitchedOff(String property) {
		this.runner.withPropertyValues(property, EXPOSED)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(DrainController.class)
				.doesNotHaveBean(ReadinessGate.class)
				.doesNotHaveBean(DrainMetrics.class)
				.doesNotHaveBean(ShutdownStatusEndpoint.class)
				.getBean(ApplicationAvailability.class)
				.isExactlyInstanceOf(ApplicationAvailabilityBean.class));
	}

	/** Or the virtual machine ends with 0 before the thread can say another code. */
	@Test
	void theProcessIsKeptWhileADaemonThreadClosesTheContext() throws InterruptedException {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		ConfigurableApplicationContext context = application.run();
		CountDownLatch closed = new CountDownLatch(1);
		CountDownLatch exits = new CountDownLatch(1);
		Thread closing = new Thread(() -> {
			context.close();
			closed.countDown();
			BoundedWait.uninterruptibly(exits, TimeUnit.SECONDS.toNanos(20));
		});
		closing.setDaemon(true);
		closing.start();
		assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
		Thread keeper = Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("softlanding-close"))
			.findFirst()
			.orElseThrow();
		assertThat(keeper.isDaemon()).isFalse();
		exits.countDown();
		keeper.join(20_000);
		assertThat(keeper.isAlive()).isFalse();
	}

	@Test
	void theUsersAvailabilityIsLeftAlone() {
		ApplicationAvailabilityBean own = new ApplicationAvailabilityBean();
		this.runner.withBean("ownAvailability", ApplicationAvailability.class, () -> own)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(DrainController.class)
				.getBean(ApplicationAvailability.class)
				.isSameAs(own));
	}

	@Test
	void theEndpointThatDrainsIsThereForThoseWhoAreGivenAccess() {
		String exposed = "management.endpoints.web.exposure.include=*";
		this.runner.withPropertyValues(exposed)
			.run((context) -> assertThat(context).doesNotHaveBean(DrainEndpoint.class));
		this.runner.withPropertyValues(exposed, "management.endpoint.drain.access=UNRESTRICTED")
			.run((context) -> assertThat(context).hasSingleBean(DrainEndpoint.class));
	}

	@Test
	void worksWithoutMicrometer() {
		this.runner.withClassLoader(new FilteredClassLoader(MeterBinder.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(DrainController.class)
				.doesNotHaveBean(DrainMetrics.class));
	}

	@Test
	void aReportFileThatCannotBeOneIsRefused() {
		this.runner.withPropertyValues("softlanding.drain.report-file=exit\u0000json")
			.run((context) -> refused(context, "softlanding.drain.report-file is not the path of a file",
					"Set softlanding.drain.report-file to the path"));
	}

	@Test
	void worksWithoutActuator() {
		this.runner.withPropertyValues(EXPOSED)
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(DrainController.class)
				.doesNotHaveBean(PathMapper.class)
				.doesNotHaveBean(ShutdownStatusEndpoint.class));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					timeout=0s                      | softlanding.drain.timeout is 0s                     | Set softlanding.drain.timeout to a positive time
					timeout=-3s                     | softlanding.drain.timeout is -3s                    | Set softlanding.drain.timeout to a positive time
					reserve=-1s                     | softlanding.drain.reserve is -1s                    | Set softlanding.drain.reserve to 0s or more
					timeout=20s,reserve=20s         | softlanding.drain.reserve is 20s, but softlanding.drain.timeout is only 20s | Set softlanding.drain.timeout to more than 20s
					timeout=5s,reserve=6s           | softlanding.drain.reserve is 6s, but softlanding.drain.timeout is only 5s   | softlanding.drain.reserve to less than 5s
					timeout=20s,halt-after=20s      | softlanding.drain.halt-after is 20s                 | Set softlanding.drain.halt-after to 21s or more
					halt-after=-1s                  | softlanding.drain.halt-after is -1s                 | Set softlanding.drain.halt-after to a positive time
					floor.transactions=-1ms         | softlanding.drain.floor.transactions is -1ms        | Set softlanding.drain.floor.transactions to 0s or more
					floor.caches=-1ms               | softlanding.drain.floor.caches is -1ms              | Set softlanding.drain.floor.caches to 0s or more
					floor.locks=-1ms                | softlanding.drain.floor.locks is -1ms               | Set softlanding.drain.floor.locks to 0s or more
					floor.handoff=-1ms              | softlanding.drain.floor.handoff is -1ms             | Set softlanding.drain.floor.handoff to 0s or more
					pre-stop=-1s                    | softlanding.drain.pre-stop is -1s                   | Set softlanding.drain.pre-stop to 0s or more
					grace-period=0s                 | softlanding.drain.grace-period is 0s                | Set softlanding.drain.grace-period to a positive time
					grace-period=21s,timeout=20500ms | softlanding.drain.grace-period is 21s, but the drain needs 21500ms | or leave softlanding.drain.timeout
					grace-period=30s,pre-stop=10s,timeout=20s | softlanding.drain.pre-stop 10s             | Grant at least 31s
					grace-period=1s,pre-stop=2s     | softlanding.drain.pre-stop is 2s                    | Set softlanding.drain.pre-stop to less than 1s
					""")
	void anImpossibleBudgetStopsStartUp(String properties, String description, String action) {
		String[] values = properties.split(",");
		for (int i = 0; i < values.length; i++) {
			values[i] = "softlanding.drain." + values[i];
		}
		this.runner.withPropertyValues(values).run((context) -> refused(context, description, action));
	}

	@Test
	void anObservedDrainActsNowhere() {
		this.runner.withPropertyValues("softlanding.drain.mode=observe").run((context) -> {
			context.getBean(DrainController.class).refuseTraffic();
			assertThat(context.getBean(ReadinessGate.class).reasons()).isEmpty();
		});
		this.runner.withPropertyValues("softlanding.drain.mode=sometimes")
			.run((context) -> assertThat(context).hasFailed());
	}

	@Test
	void whatFitsIsNotRefused() {
		this.runner
			.withPropertyValues("softlanding.drain.grace-period=32s", "softlanding.drain.pre-stop=10s",
					"softlanding.drain.reserve=0s")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void anAssumedGracePeriodThatIsTooShortIsNotRefused() {
		this.runner
			.withPropertyValues("spring.main.cloud-platform=kubernetes", "softlanding.drain.timeout=60s",
					"softlanding.drain.reserve=10s")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void theSameMisfitDeclaredIsRefused() {
		this.runner
			.withPropertyValues("spring.main.cloud-platform=kubernetes", "softlanding.drain.timeout=60s",
					"softlanding.drain.grace-period=30s")
			.run((context) -> refused(context, "softlanding.drain.grace-period is 30s, but the drain needs 61s",
					"Grant at least 61s"));
	}

	@Test
	void twoParticipantsOfOneNameAreRefused() {
		this.runner.withBean("one", DrainParticipant.class, () -> new Named("twin", Set.of()))
			.withBean("two", DrainParticipant.class, () -> new Named("twin", Set.of()))
			.run((context) -> refused(context, "Two drain participants are called 'twin'",
					"Give one of them another name"));
	}

	@Test
	void participantsThatWaitForEachOtherAreRefused() {
		this.runner.withBean("one", DrainParticipant.class, () -> new Named("one", Set.of("two")))
			.withBean("two", DrainParticipant.class, () -> new Named("two", Set.of("one")))
			.run((context) -> refused(context, "one after [two], two after [one]", "Remove one of these names"));
	}

	@Test
	void aParticipantThatWaitsForAnUnknownOneIsRefused() {
		this.runner.withBean("one", DrainParticipant.class, () -> new Named("one", Set.of("missing")))
			.run((context) -> refused(context, "is to run after 'missing', but there is no such participant",
					"There are: [one]"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "*", "shutdown-status", "shutdownstatus" })
	@ExtendWith(OutputCaptureExtension.class)
	void theStatusCanBeReadOverHttp(String exposed, CapturedOutput output) throws Exception {
		SpringApplication application = new SpringApplication(Application.class);
		application.setDefaultProperties(Map.of("server.port", 0, "spring.jmx.enabled", false,
				"management.endpoints.web.exposure.include", exposed));
		try (ConfigurableApplicationContext context = application.run()) {
			int port = Integer
				.parseInt(Objects.requireNonNull(context.getEnvironment().getProperty("local.server.port")));
			HttpResponse<String> answer = HttpClient.newHttpClient()
				.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/shutdown-status"))
					.build(), HttpResponse.BodyHandlers.ofString());
			assertThat(answer.statusCode()).isEqualTo(200);
			assertThat(JsonParserFactory.getJsonParser().parseMap(answer.body())).containsEntry("state", "RUNNING")
				.containsKeys("readiness", "inFlight")
				.doesNotContainKey("reason");
		}
		assertThat(output.getAll().lines().filter((line) -> line.contains("WARN"))).noneMatch(
				(line) -> line.contains("shutdownstatus") || line.contains("shutdown-status") || line.contains("Id"));
		assertThat(output).contains("Softlanding is ready for a drain: grace period ");
	}

	private static void refused(AssertableApplicationContext context, String description, String action) {
		assertThat(context).hasFailed();
		assertThat(context.getStartupFailure()).rootCause()
			.hasMessageContaining(description)
			.isInstanceOfSatisfying(InvalidConfigurationException.class,
					(ex) -> assertThat(ex.action()).contains(action));
	}

	private record Named(String name, Set<String> after) implements DrainParticipant {

		@Override
		public DrainPhase phase() {
			return DrainPhase.LOCKS;
		}

		@Override
		public DrainResult drain(DrainContext context) {
			return DrainResult.completed("ok");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		DrainParticipant own() {
			return new Named("own", Set.of());
		}

	}

}
