/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Where a configuration may come from.
 */
class ConfigDataTests {

	@TempDir
	Path directory;

	private void write(String name, String text) throws IOException {
		Path file = this.directory.resolve(name);
		Files.createDirectories(file.getParent());
		Files.writeString(file, text);
	}

	@Test
	void aFileOfAProfileIsReadAgain() throws IOException {
		write("application.yml", "pricing.margin: 0.25\n");
		write("application-eu.yml", "pricing.margin: 0.5\n");
		try (ReloadedApplication application = ReloadedApplication.start(this.directory,
				ReloadedApplication.Nothing.class, "spring.profiles.active=eu")) {
			assertThat(application.pricing().margin()).isEqualTo("0.5");
			write("application-eu.yml", "pricing.margin: 0.75\n");
			write("application.yml", "pricing.margin: 0.3\n");
			ReloadAttempt attempt = application.reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(application.pricing().margin()).isEqualTo("0.75");
			assertThat(attempt.changes()).containsExactly(new ReloadChange("pricing.margin", "0.5", "0.75", false));
		}
	}

	@Test
	void aTreeOfFilesIsReadAgainAsAMountedSecretChanges() throws IOException {
		write("application.yml", "pricing.margin: 0.25\nspring.config.import: configtree:%s/\n"
			.formatted(this.directory.resolve("secret")));
		write("secrets/1/discount.api-key", "first-key");
		Path link = Files.createSymbolicLink(this.directory.resolve("secret"), this.directory.resolve("secrets/1"));
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			assertThat(application.record(Discount.class).apiKey()).isEqualTo("first-key");
			write("secrets/2/discount.api-key", "second-key");
			Path next = Files.createSymbolicLink(this.directory.resolve("next"), this.directory.resolve("secrets/2"));
			Files.move(next, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
			ReloadAttempt attempt = application.reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(application.record(Discount.class).apiKey()).isEqualTo("second-key");
			assertThat(attempt.changes())
				.containsExactly(new ReloadChange("discount.api-key", "******", "******", false));
		}
	}

	@Test
	void theValuesOfATreeAreNotShownWhateverTheirNames() throws IOException {
		write("application.yml",
				"pricing.margin: 0.25\napp.greeting: to ${app.owner}\npartner.code-word: unset\nspring.config.import: configtree:%s/\n"
					.formatted(this.directory.resolve("secret")));
		write("secret/discount.percent", "7");
		write("secret/app.owner", "hunter2");
		write("secret/partner.codeWord", "hunter5");
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			write("secret/discount.percent", "8");
			write("secret/app.owner", "hunter3");
			write("secret/partner.codeWord", "hunter6");
			assertThat(application.reload().changes()).containsExactly(
					new ReloadChange("app.greeting", "******", "******", true),
					new ReloadChange("app.owner", "******", "******", true),
					new ReloadChange("discount.percent", "******", "******", false),
					new ReloadChange("partner.code-word", "******", "******", true),
					new ReloadChange("partner.codeWord", "******", "******", true));
			write("secret/discount.percent", "hunter4");
			ReloadAttempt attempt = application.reload();
			assertThat(attempt.outcome()).isEqualTo(ReloadOutcome.INVALID);
			assertThat(attempt.toString()).contains("discount.percent").doesNotContain("hunter");
			write("secret/discount.percent", "7");
			write("secret/pricing.margin", "0.07654");
			attempt = application.reload();
			assertThat(attempt.problems()).as("what was converted is masked too")
				.extracting(ReloadProblem::key, ReloadProblem::value)
				.containsExactly(tuple("pricing.margin", "******"));
			assertThat(attempt.toString()).doesNotContain("07654");
		}
	}

	@Test
	void anEnvironmentThatFollowsHalfWayHidesNoLaterFile() {
		MutablePropertySources sources = new MutablePropertySources() {

			@Override
			public void addAfter(String relative, PropertySource<?> source) {
				throw new IllegalStateException("on purpose");
			}

		};
		sources.addLast(new MapPropertySource("Config resource 'file [a.yml]'", Map.of("a", "1")));
		StandardEnvironment live = new StandardEnvironment() {

			@Override
			public MutablePropertySources getPropertySources() {
				return sources;
			}

		};
		StandardEnvironment candidate = new StandardEnvironment();
		candidate.getPropertySources()
			.addLast(new MapPropertySource("Config resource 'file [a.yml]'", Map.of("a", "2")));
		ConfigData data = new ConfigData(live, (source) -> source, new ValueMask((key, value) -> value));
		assertThatIllegalStateException().isThrownBy(() -> data.follow(candidate));
		assertThat(sources.contains("softlandingReload")).isFalse();
	}

	@Test
	void anImportedFileIsReadAgain() throws IOException {
		write("application.yml", "pricing.margin: 0.25\nspring.config.import: more.properties\n");
		write("more.properties", "discount.percent=5\n");
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			write("more.properties", "discount.percent=6\n");
			assertThat(application.reload().outcome()).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(application.record(Discount.class).percent()).isEqualTo(6);
			write("application.yml", "pricing.margin: 0.25\nspring.config.import: other.properties\n");
			write("other.properties", "discount.percent=7\n");
			assertThat(application.reload().outcome()).as("a file has gone").isEqualTo(ReloadOutcome.INVALID);
			assertThat(application.force().outcome()).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(application.context().getEnvironment().getProperty("discount.percent")).isEqualTo("7");
			assertThat(sources(application)).noneMatch((name) -> name.contains("more.properties"));
		}
	}

	@Test
	void whatOverridesAFileStillDoes() throws IOException {
		write("application.yml", "pricing.margin: 0.25\ndiscount.percent: 5\n");
		try (ReloadedApplication application = ReloadedApplication.start(this.directory,
				ReloadedApplication.Nothing.class, "discount.percent=9")) {
			write("application.yml", "pricing.margin: 0.3\ndiscount.percent: 6\n");
			ReloadAttempt attempt = application.reload();
			assertThat(attempt.changes()).containsExactly(new ReloadChange("pricing.margin", "0.25", "0.3", false));
			assertThat(application.record(Discount.class).percent()).isEqualTo(9);
		}
	}

	@Test
	void whatAnEnvironmentVariableOverridesIsOverriddenStill() throws IOException {
		write("application.yml", "pricing.margin: 0.25\npricing.cache-for: 1m\n");
		try (ReloadedApplication application = ReloadedApplication.startWithVariables(this.directory,
				Map.of("PRICING_CACHEFOR", "9m", "DISCOUNT_PERCENT", "4"))) {
			assertThat(application.pricing().cacheFor()).hasMinutes(9);
			write("application.yml", "pricing.margin: 0.3\npricing.cache-for: 2m\ndiscount.percent: 5\n");
			ReloadAttempt attempt = application.reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(application.pricing().cacheFor()).hasMinutes(9);
			assertThat(application.record(Discount.class).percent()).isEqualTo(4);
			assertThat(attempt.changes()).contains(new ReloadChange("pricing.margin", "0.25", "0.3", false))
				.noneMatch((change) -> change.key().equals("pricing.cache-for"));
			assertThat(application.bean(SnapshotStore.class).current().property("pricing.cache-for")).isEqualTo("9m");
		}
	}

	@Test
	void aNewFileTakesItsPlace() throws IOException {
		write("application.yml", "pricing.margin: 0.25\n");
		try (ReloadedApplication application = ReloadedApplication.start(this.directory,
				ReloadedApplication.Nothing.class, "spring.profiles.active=eu")) {
			ConfigurableEnvironment environment = application.context().getEnvironment();
			environment.getPropertySources().addLast(new MapPropertySource("last", Map.of("pricing.margin", "1")));
			write("application-eu.yml", "pricing.margin: 0.75\n");
			assertThat(application.reload().outcome()).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(application.pricing().margin()).isEqualTo("0.75");
			assertThat(environment.getProperty("pricing.margin")).isEqualTo("0.75");
			assertThat(sources(application)).filteredOn((name) -> name.startsWith("Config resource")).hasSize(2);
			assertThat(sources(application)).last().isEqualTo("last");
		}
	}

	@Test
	void randomValuesAreNoChange() throws IOException {
		write("application.yml", "pricing.margin: 0.25\napp.id: ${random.uuid}\napp.copy: ${app.id}\n");
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			assertThat(application.reload().outcome()).isEqualTo(ReloadOutcome.UNCHANGED);
			write("application.yml", "pricing.margin: 0.3\napp.id: ${random.uuid}\napp.copy: ${app.id}\n");
			assertThat(application.reload().changes()).extracting(ReloadChange::key).containsExactly("pricing.margin");
		}
	}

	@Test
	void aRecordKeepsItsRandomValueWhenAnotherKeyIsEdited() throws IOException {
		write("application.yml", "pricing.margin: 0.25\ndiscount.api-key: ${random.uuid}\n");
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			String key = application.record(Discount.class).apiKey();
			write("application.yml", "pricing.margin: 0.3\ndiscount.api-key: ${random.uuid}\n");
			assertThat(application.reload().outcome()).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(application.record(Discount.class).apiKey()).isEqualTo(key);
			assertThat(application.pricing().margin()).isEqualByComparingTo("0.3");
		}
	}

	@Test
	void profilesThatTheApplicationSetsItselfAreKept() throws IOException {
		write("application.yml", "pricing.margin: 0.25\n");
		write("application-eu.yml", "pricing.cache-for: 1m\n");
		try (ReloadedApplication application = ReloadedApplication.startWithProfile(this.directory, "eu")) {
			assertThat(application.pricing().cacheFor()).hasMinutes(1);
			write("application-eu.yml", "pricing.cache-for: 2m\n");
			ReloadAttempt attempt = application.reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(application.pricing().cacheFor()).hasMinutes(2);
		}
	}

	@Test
	void aProfileThatAFileNamesNoMoreIsRefusedAlsoByTheFirstReload() throws IOException {
		write("application.yml", "pricing.margin: 0.25\nspring.profiles.active: eu\n");
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			write("application.yml", "pricing.margin: 0.25\n");
			ReloadAttempt attempt = application.reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.INVALID);
			assertThat(attempt.message()).isEqualTo("Profiles cannot be changed by a reload");
		}
	}

	@Test
	void aFileWhoseKeysAreSpeltAnotherWayHasLostNone() throws IOException {
		write("application.yml", "pricing.margin: 0.25\npricing.cache-for: 1m\napp.first-name: a\napp.last-name: b\n");
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			write("application.yml", "pricing.margin: 0.3\npricing.cacheFor: 2m\napp.firstName: a\napp.lastName: b\n");
			ReloadAttempt attempt = application.reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(application.pricing().cacheFor()).hasMinutes(2);
		}
	}

	@Test
	void noKeyIsEverMissingWhileTheEnvironmentFollows() throws Exception {
		StandardEnvironment live = new StandardEnvironment();
		ConfigData data = new ConfigData(live, (source) -> source, new ValueMask((key, value) -> value));
		List<ConfigurableEnvironment> candidates = List.of(
				environment(source("a", "first", "second"), source("b", "third")), environment(source("b", "first")),
				environment(source("b", "second", "third"), source("a", "first")),
				environment(source("a", "third"), source("b", "second", "first"), source("c", "second")));
		data.follow(candidates.get(0));
		AtomicBoolean ended = new AtomicBoolean();
		Set<String> missing = ConcurrentHashMap.newKeySet();
		CountDownLatch reading = new CountDownLatch(1);
		Thread reader = new Thread(() -> {
			while (!ended.get()) {
				if (live.getProperty("first") == null) {
					missing.add("first");
				}
				reading.countDown();
			}
		}, "reader");
		reader.start();
		assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();
		for (int i = 0; i < 20_000; i++) {
			data.follow(candidates.get(i % candidates.size()));
		}
		ended.set(true);
		reader.join(10_000);
		assertThat(missing).isEmpty();
		assertThat(live.getPropertySources()).extracting(PropertySource::getName)
			.endsWith("Config resource 'a'", "Config resource 'b'", "Config resource 'c'")
			.doesNotContain("softlandingReload");
	}

	private static ConfigurableEnvironment environment(PropertySource<?>... sources) {
		ConfigurableEnvironment environment = new StandardEnvironment();
		List.of(sources).forEach(environment.getPropertySources()::addLast);
		return environment;
	}

	private static PropertySource<?> source(String name, String... keys) {
		Map<String, Object> values = new HashMap<>();
		List.of(keys).forEach((key) -> values.put(key, name));
		return new MapPropertySource("Config resource '" + name + "'", values);
	}

	private static List<String> sources(ReloadedApplication application) {
		return application.context()
			.getEnvironment()
			.getPropertySources()
			.stream()
			.map(PropertySource::getName)
			.toList();
	}

}
