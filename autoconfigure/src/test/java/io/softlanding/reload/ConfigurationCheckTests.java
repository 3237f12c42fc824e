/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.report.ReportAutoConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What {@code softlanding.validate} prints when it cannot know which values something has
 * decrypted, and when something does not return.
 */
class ConfigurationCheckTests {

	private static final String FIRST = """
			pricing.margin: 0.25
			discount.percent: 5
			app.code: "{safe}retnuh"
			spring.config.import: remote:check
			""";

	private static final ByteArrayOutputStream OUTPUT = new ByteArrayOutputStream();

	private static final CountDownLatch HOLD = new CountDownLatch(1);

	@TempDir
	Path directory;

	@BeforeEach
	void firstConfiguration() throws IOException {
		Files.writeString(this.directory.resolve("application.yml"), FIRST);
		RemoteConfig.form("check", (values) -> new MapPropertySource("remote:check", values));
	}

	@AfterEach
	void forget() {
		RemoteConfig.remove("check");
		Checked.exitCode = -1;
		OUTPUT.reset();
	}

	/** The first reading succeeds, and the second one does something else. */
	private static void afterTheFirstReading(Runnable something) {
		AtomicInteger readings = new AtomicInteger();
		RemoteConfig.answer("check", () -> {
			if (readings.getAndIncrement() > 0) {
				something.run();
			}
			return Map.of("app.title", "Shop");
		});
	}

	private String check(Class<?> more) {
		SpringApplication application = new SpringApplication(ReloadedApplication.Application.class, Checked.class,
				more);
		application.addInitializers((ConfigurableApplicationContext context) -> {
			MutablePropertySources sources = context.getEnvironment().getPropertySources();
			sources.stream()
				.filter((source) -> source.getName().startsWith("Config resource"))
				.toList()
				.forEach((source) -> sources.replace(source.getName(),
						new TransformedSourcesTests.Decrypting((EnumerablePropertySource<?>) source)));
		});
		return check(application);
	}

	private String check(SpringApplication application) {
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> ReloadedApplication.start(application, this.directory))
			.withMessage("exit");
		return OUTPUT.toString(StandardCharsets.UTF_8);
	}

	@Test
	void noValueIsPrintedIfTheSecondReadingFails() {
		afterTheFirstReading(() -> {
			throw new IllegalStateException("the server has gone");
		});
		assertThat(check(ReloadedApplication.Nothing.class)).doesNotContain("hunter", "retnuh", "Shop")
			.contains("app.code = ******", "NOT COMPARED")
			.contains("The configuration is valid");
		assertThat(Checked.exitCode).isZero();
	}

	@Test
	void noValueIsPrintedIfTheSecondReadingHangs() {
		afterTheFirstReading(() -> ReloadedApplication.holdOn(HOLD));
		assertThat(check(ReloadedApplication.Nothing.class)).doesNotContain("hunter", "retnuh")
			.contains("app.code = ******", "NOT COMPARED")
			.contains("The configuration is valid");
		assertThat(Checked.exitCode).isZero();
	}

	@Test
	void noProblemHasAValueIfTheSecondReadingFails() throws IOException {
		Files.writeString(this.directory.resolve("application.yml"),
				FIRST.replace("percent: 5", "percent: '{safe}retnuh'"));
		afterTheFirstReading(() -> {
			throw new IllegalStateException("the server has gone");
		});
		assertThat(check(ReloadedApplication.Nothing.class)).contains("INVALID discount.percent = ******")
			.doesNotContain("hunter", "retnuh");
		assertThat(Checked.exitCode).isOne();
	}

	@Test
	void recordsThatAreNoBeansAreChecked() throws IOException {
		assertThat(checkDrain("softlanding.drain.floor.locks: soon"))
			.contains("INVALID softlanding.drain.floor.locks = soon: is not a java.time.Duration");
		assertThat(Checked.exitCode).isOne();
	}

	@Test
	void propertiesOfAFeatureThatIsOffAreNotBound() throws IOException {
		assertThat(checkDrain("softlanding.web.retry-after: soon")).contains("The configuration is valid");
		assertThat(Checked.exitCode).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "softlanding.draim.grace-period", "softlanding.drain.grace-perod", "softlanding.enable",
			"softlanding.web.quite-period", "softlanding.transaction.watch.limits", "softlanding.reload.watches" })
	void keysThatNoFeatureHasAreReported(String key) throws IOException {
		assertThat(checkDrain(key + ": 7")).contains("INVALID " + key + ": is unknown to");
		assertThat(Checked.exitCode).isOne();
	}

	@Test
	void keysOfAllFeaturesAreKnown() throws IOException {
		assertThat(checkDrain("""
				softlanding:
				  enabled: true
				  features: all
				  group: shop
				  drain.grace-period: 30s
				  web.quiet-period.max: 5s
				  panic.answers: problem
				  lock.ttl: 30s
				  transaction.watch.enabled: true
				  signals.reload: HUP
				  mine.size: 3
				""")).contains("The configuration is valid");
		assertThat(Checked.exitCode).isZero();
	}

	@Test
	void theRecordsOfAllFeaturesAreFound() {
		assertThat(new FeatureRecords(new DefaultListableBeanFactory()).all().stream().map(ReloadableType::type))
			.containsExactlyInAnyOrderElementsOf(
					new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
						.importPackages("io.softlanding")
						.stream()
						.filter((type) -> type.isAnnotatedWith(ConfigurationProperties.class))
						.map(JavaClass::reflect)
						.collect(Collectors.toSet()));
	}

	private String checkDrain(String more) throws IOException {
		Files.writeString(this.directory.resolve("application.yml"), FIRST + more + "\n");
		afterTheFirstReading(() -> {
		});
		return check(WithDrain.class);
	}

	@Test
	void aValidatorThatHangsEndsTheCheck() {
		afterTheFirstReading(() -> {
		});
		assertThat(check(HangingValidator.class)).contains("INVALID the check did not end within 2s")
			.contains("The configuration is invalid")
			.doesNotContain("hunter", "retnuh");
		assertThat(Checked.exitCode).isOne();
	}

	@Test
	void whatASourceAboveTheFilesHasDecryptedIsMasked() throws IOException {
		Files.writeString(this.directory.resolve("application.yml"), FIRST.replace("{safe}retnuh", "kms|retnuh"));
		afterTheFirstReading(() -> {
		});
		SpringApplication application = new SpringApplication(ReloadedApplication.Application.class, Checked.class);
		application.addInitializers((ConfigurableApplicationContext context) -> context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("opened", Map.of("app.code", "hunter"))));
		assertThat(check(application)).contains("app.code = ******")
			.contains("app.title = Shop")
			.doesNotContain("hunter", "retnuh");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DrainAutoConfiguration.class, ReportAutoConfiguration.class })
	@EnableConfigurationProperties(Mine.class)
	static class WithDrain {

	}

	@ConfigurationProperties("softlanding.mine")
	record Mine(int size) {

	}

	@Configuration(proxyBeanMethods = false)
	static class HangingValidator {

		@Bean
		static SnapshotValidator hanging() {
			return (snapshot) -> {
				ReloadedApplication.holdOn(HOLD);
				return List.of();
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Checked {

		private static volatile int exitCode = -1;

		@Bean
		static ConfigurationCheck check() {
			return new ConfigurationCheck(new PrintStream(OUTPUT, true, StandardCharsets.UTF_8), (code) -> {
				exitCode = code;
				throw new IllegalStateException("exit");
			}, Duration.ofMillis(300), Duration.ofSeconds(2));
		}

	}

}
