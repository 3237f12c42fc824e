/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import jakarta.validation.constraints.Size;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Component;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A whole reload, of real files by a real application.
 */
class ReloadTests {

	@TempDir
	Path directory;

	@BeforeEach
	void firstConfiguration() throws IOException {
		Files.writeString(this.directory.resolve("application.yml"), """
				pricing:
				  margin: "0.20"
				  cache-for: 1m
				discount.percent: 5
				app.title: Shop
				""");
	}

	@Test
	void whatIsEditedIsInForceAfterAReload() throws IOException {
		try (ReloadedApplication application = ReloadedApplication.start(this.directory, Shop.class)) {
			Shop.Prices prices = application.bean(Shop.Prices.class);
			Snapshot first = prices.pricing.snapshot();
			assertThat(first.generation()).isEqualTo(1);
			assertThat(prices.pricing.get()).isEqualTo(new Pricing(new BigDecimal("0.20"), Duration.ofMinutes(1)));
			application.write("""
					pricing:
					  margin: 0.25
					discount.percent: 7
					app.title: Shop
					""");
			ReloadAttempt attempt = application.reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(attempt.generation()).isEqualTo(2);
			assertThat(attempt.changes()).containsExactly(new ReloadChange("discount.percent", "5", "7", false),
					new ReloadChange("pricing.cache-for", "1m", null, false),
					new ReloadChange("pricing.margin", "0.20", "0.25", false));
			assertThat(prices.pricing.get()).isEqualTo(new Pricing(new BigDecimal("0.25"), Duration.ofMinutes(5)));
			assertThat(prices.pricing.get()).isSameAs(prices.pricing.snapshot().get(Pricing.class));
			assertThat(prices.discount.get().percent()).isEqualTo(7);
			assertThat(first.get(Pricing.class).margin()).isEqualTo("0.20");
			assertThat(prices.pricing.snapshot()).isSameAs(prices.discount.snapshot());
			assertThat(prices.pricing.snapshot().digest()).isNotEqualTo(first.digest());
			assertThat(application.context().getEnvironment().getProperty("pricing.margin")).isEqualTo("0.25");
			assertThat(application.context().getEnvironment().getProperty("pricing.cache-for")).isNull();
		}
	}

	@Test
	void nothingIsInForceWhenOneRecordIsWrong() throws IOException {
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			application.write("""
					pricing:
					  margin: 0.05
					  cache-for: 2m
					discount.percent: many
					app.title: Shop
					""");
			Pricing before = application.pricing();
			ReloadAttempt attempt = application.reload();
			assertThat(attempt.outcome()).isEqualTo(ReloadOutcome.INVALID);
			String file = application.yaml().toString();
			assertThat(attempt.problems())
				.containsExactly(
						new ReloadProblem("pricing.margin", file, 2,
								"must be greater than or equal to 0.1 (DecimalMin)", "0.05"),
						new ReloadProblem("discount.percent", file, 4, "is not a int", "many"));
			assertThat(application.pricing()).isSameAs(before);
			assertThat(application.bean(SnapshotStore.class).current().generation()).isEqualTo(1);
			assertThat(application.context().getEnvironment().getProperty("pricing.cache-for")).isEqualTo("1m");
		}
	}

	@Test
	void aRevertedMistakeIsApplied() throws IOException {
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			String good = Files.readString(application.yaml());
			assertThat(application.write(good.replace("0.20", "none")).reload().outcome())
				.isEqualTo(ReloadOutcome.INVALID);
			assertThat(application.write(good.replace("0.20", "0.30")).reload().outcome())
				.isEqualTo(ReloadOutcome.APPLIED);
			assertThat(application.write(good.replace("0.20", "none")).reload().outcome())
				.isEqualTo(ReloadOutcome.INVALID);
			assertThat(application.write(good).reload().outcome()).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(application.reload().outcome()).isEqualTo(ReloadOutcome.UNCHANGED);
			assertThat(application.pricing().margin()).isEqualTo("0.20");
		}
	}

	@Test
	void aDryRunSaysWhatWouldHappen() throws IOException {
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			Pricing before = application.pricing();
			application.write(Files.readString(application.yaml()).replace("1m", "2m"));
			ReloadAttempt attempt = application.dryRun();
			assertThat(attempt.outcome()).isEqualTo(ReloadOutcome.VALID);
			assertThat(attempt.changes()).containsExactly(new ReloadChange("pricing.cache-for", "1m", "2m", false));
			assertThat(application.pricing()).isSameAs(before);
			assertThat(application.reload().outcome()).isEqualTo(ReloadOutcome.APPLIED);
		}
	}

	@Test
	void aKeyThatIsNotAppliedNeedsARestart() throws IOException {
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			String first = Files.readString(application.yaml());
			application.write(first.replace("Shop", "Store"));
			ReloadAttempt attempt = application.reload();
			assertThat(attempt.outcome()).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(attempt.changes()).containsExactly(new ReloadChange("app.title", "Shop", "Store", true));
			ReloadsEndpoint endpoint = new ReloadsEndpoint(application.bean(SnapshotStore.class),
					application.bean(ReloadHistory.class));
			assertThat(endpoint.reloads().restartRequired()).containsExactly("app.title");
			assertThat(endpoint.reloads().changes()).isEqualTo(attempt.changes());
			assertThat(endpoint.reloads().attempts()).containsExactly(attempt);
			assertThat(application.write(first).reload().outcome()).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(endpoint.reloads().restartRequired()).isEmpty();
		}
	}

	@Test
	void theDigestHasNoSecretsInItUnlessTheInstancesShareAKey() throws IOException {
		String first = Files.readString(this.directory.resolve("application.yml"));
		String with = first + "app.password: first\napp.url: ${DB_URL:hunter2}\napp.list: a\n";
		String digest = digest(with);
		assertThat(digest(with)).as("another instance").isEqualTo(digest);
		assertThat(digest(with.replace(": first", ": second"))).isEqualTo(digest);
		assertThat(digest(with.replace("hunter2", "hunter3"))).isEqualTo(digest);
		assertThat(digest(with.replace("list: a", "list: b"))).isNotEqualTo(digest);
		String keyed = digest(with, "softlanding.reload.digest-key=of the fleet");
		assertThat(keyed).isNotEqualTo(digest);
		assertThat(digest(with, "softlanding.reload.digest-key=of the fleet")).isEqualTo(keyed);
		assertThat(digest(with, "softlanding.reload.digest-key=of another")).isNotEqualTo(keyed);
		assertThat(digest(with.replace(": first", ": second"), "softlanding.reload.digest-key=of the fleet"))
			.isNotEqualTo(keyed);
	}

	private String digest(String text, String... arguments) throws IOException {
		Path instance = Files.createTempDirectory(this.directory, "instance");
		Files.writeString(instance.resolve("application.yml"), text);
		try (ReloadedApplication application = ReloadedApplication.start(instance, ReloadedApplication.Nothing.class,
				arguments)) {
			return new ReloadsEndpoint(application.bean(SnapshotStore.class), application.bean(ReloadHistory.class))
				.reloads()
				.digest();
		}
	}

	@Test
	void aSecretThatAPlaceholderStandsForIsNotShown() throws IOException {
		try (ReloadedApplication application = ReloadedApplication.start(this.directory,
				ReloadedApplication.Nothing.class, "DB_PASSWORD=0.0321")) {
			String first = Files.readString(application.yaml());
			application.write(first + "app.command: run --pw ${DB_PASSWORD}\napp.again: ${app.command}\n");
			ReloadAttempt attempt = application.reload();
			assertThat(attempt.outcome()).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(attempt.changes()).containsExactly(new ReloadChange("app.again", null, "******", true),
					new ReloadChange("app.command", null, "******", true));
			attempt = application.write(first.replace("\"0.20\"", "${DB_PASSWORD}")).reload();
			assertThat(attempt.problems()).singleElement().satisfies((problem) -> {
				assertThat(problem.key()).isEqualTo("pricing.margin");
				assertThat(problem.toString()).contains("DecimalMin").doesNotContain("0321");
			});
		}
	}

	@Test
	void theValueOfAFieldWithAnotherNameIsNotShown() throws IOException {
		String first = Files.readString(this.directory.resolve("application.yml"));
		Files.writeString(this.directory.resolve("application.yml"), first + "access.password: long enough\n");
		try (ReloadedApplication application = ReloadedApplication.start(this.directory, Named.class)) {
			ReloadAttempt attempt = application.write(first + "access.password: hunter2\n").reload();
			assertThat(attempt.problems()).singleElement()
				.satisfies((problem) -> assertThat(problem.toString()).contains("access.", "violates Size")
					.doesNotContain("hunter2"));
		}
	}

	@Test
	void aClassWithinARecordThatIsNotReloadableNeedsARestart() throws IOException {
		Files.writeString(this.directory.resolve("application.yml"),
				"pricing.margin: 0.25\npricing.store.url: first\n");
		try (ReloadedApplication application = ReloadedApplication.start(this.directory, Within.class)) {
			application.write("pricing.margin: 0.3\npricing.store.url: second\n");
			assertThat(application.reload().changes()).containsExactly(
					new ReloadChange("pricing.margin", "0.25", "0.3", false),
					new ReloadChange("pricing.store.url", "first", "second", true));
		}
	}

	@Test
	void aBeanMethodsPrefixCountsMoreThanThatOfItsClass() throws IOException {
		Files.writeString(this.directory.resolve("application.yml"), "pricing.margin: 0.25\n");
		try (ReloadedApplication application = ReloadedApplication.start(this.directory, Rebound.class)) {
			application.write("pricing.margin: 0.25\npricing.second.speed: fast\n");
			ReloadAttempt attempt = application.reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(attempt.changes()).containsExactly(new ReloadChange("pricing.second.speed", null, "fast", true));
		}
	}

	@Test
	void theCheckKnowsAClassWithinARecord() throws IOException {
		Files.writeString(this.directory.resolve("application.yml"),
				"pricing.margin: 0.25\npricing.store.url: first\npricing.stor: hunter2\n");
		try (ReloadedApplication application = ReloadedApplication.start(this.directory, Checked.class)) {
			String output = application.bean(ByteArrayOutputStream.class).toString(StandardCharsets.UTF_8);
			assertThat(output.lines().filter((line) -> line.startsWith("INVALID"))).singleElement()
				.asString()
				.contains("pricing.stor:");
			assertThat(output).contains("pricing.stor = ******").doesNotContain("hunter2");
		}
	}

	@Test
	void theCheckLeavesOutWhatTakesOtherBeans() throws IOException {
		Files.writeString(this.directory.resolve("application.yml"),
				"pricing.margin: 0.25\ncourier.speed: fast\nrider.speed: slow\n");
		try (ReloadedApplication application = ReloadedApplication.start(this.directory, CheckedWithBeans.class)) {
			String output = application.bean(ByteArrayOutputStream.class).toString(StandardCharsets.UTF_8);
			assertThat(output).contains("NOT CHECKED courier: ", "NOT CHECKED rider: ")
				.contains("The configuration is valid");
		}
	}

	@Test
	void recordsAreCheckedAgainstEachOther() throws IOException {
		try (ReloadedApplication application = ReloadedApplication.start(this.directory, Shop.class)) {
			application.write(Files.readString(application.yaml()).replace("percent: 5", "percent: 30"));
			ReloadAttempt attempt = application.reload();
			assertThat(attempt.outcome()).isEqualTo(ReloadOutcome.INVALID);
			assertThat(attempt.problems())
				.containsExactly(ReloadProblem.of("discount.percent is more than the margin"));
		}
	}

	@ConfigurationProperties("pricing.store")
	record Store(String url) {
	}

	@ConfigurationProperties("access")
	record Access(@Name("password") @Size(min = 8) String phrase) {
	}

	@Configuration(proxyBeanMethods = false)
	@EnableReloadable(Access.class)
	static class Named {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(Store.class)
	static class Within {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(Store.class)
	static class Checked {

		@Bean
		static ByteArrayOutputStream output() {
			return new ByteArrayOutputStream();
		}

		@Bean
		static ConfigurationCheck check(ByteArrayOutputStream output) {
			return new ConfigurationCheck(new PrintStream(output, true, StandardCharsets.UTF_8), (code) -> {
			}, Duration.ofSeconds(10), Duration.ofSeconds(60));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Courier.class, Checked.class })
	@EnableConfigurationProperties(Rider.class)
	static class CheckedWithBeans {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties
	static class Rebound {

		@Bean
		@ConfigurationProperties("pricing.second")
		Rider second() {
			return new Rider(new ByteArrayOutputStream());
		}

	}

	@ConfigurationProperties("rider")
	static class Rider {

		@Autowired
		Rider(ByteArrayOutputStream another) {
		}

		public void setSpeed(String speed) {
		}

	}

	/** Made by the application and then given its properties. */
	@Component
	@ConfigurationProperties("courier")
	static class Courier {

		Courier(ByteArrayOutputStream another) {
		}

		public void setSpeed(String speed) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Shop {

		@Bean
		Prices prices(Reloadable<Pricing> pricing, Reloadable<Discount> discount) {
			return new Prices(pricing, discount);
		}

		@Bean
		SnapshotValidator discountIsCovered() {
			return (snapshot) -> {
				int margin = snapshot.get(Pricing.class).margin().movePointRight(2).intValue();
				return (snapshot.get(Discount.class).percent() > margin)
						? List.of("discount.percent is more than the margin") : List.of();
			};
		}

		private static final class Prices {

			private final Reloadable<Pricing> pricing;

			private final Reloadable<Discount> discount;

			@Autowired
			Prices(Reloadable<Pricing> pricing, Reloadable<Discount> discount) {
				this.pricing = pricing;
				this.discount = discount;
			}

		}

	}

}
