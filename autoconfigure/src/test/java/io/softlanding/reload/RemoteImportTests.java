/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Imports that are not files.
 */
class RemoteImportTests {

	private static final String FIRST = "pricing.margin: 0.25\napp.title: Shop\nspring.config.import: remote:shop\n";

	@TempDir
	Path directory;

	@BeforeEach
	void firstConfiguration() throws IOException {
		Files.writeString(this.directory.resolve("application.yml"), FIRST);
		RemoteConfig.form("shop", (values) -> new MapPropertySource("remote:shop", values));
		RemoteConfig.put("shop", Map.of("discount.percent", "5", "app.title", "remote shop"));
	}

	private static void assertInForce(ReloadedApplication application, int percent) {
		assertThat(application.record(Discount.class).percent()).isEqualTo(percent);
		assertThat(application.context().getEnvironment().getProperty("discount.percent"))
			.isEqualTo(String.valueOf(percent));
		assertThat(application.bean(SnapshotStore.class).current().property("discount.percent"))
			.isEqualTo(String.valueOf(percent));
	}

	@Test
	void whatOnlyARemoteSourceHasChangedIsApplied() throws IOException {
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			assertThat(application.reload().outcome()).isEqualTo(ReloadOutcome.UNCHANGED);
			RemoteConfig.put("shop", Map.of("discount.percent", "6", "app.title", "remote shop"));
			ReloadAttempt attempt = application.reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(attempt.changes()).containsExactly(new ReloadChange("discount.percent", "5", "6", false));
			assertInForce(application, 6);
			assertThat(application.reload().outcome()).isEqualTo(ReloadOutcome.UNCHANGED);
		}
	}

	@Test
	void aFileAndARemoteSourceChangeTogether() throws IOException {
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			RemoteConfig.put("shop", Map.of("discount.percent", "6", "app.title", "remote store"));
			ReloadAttempt attempt = application.write(FIRST.replace("0.25", "0.3").replace("Shop", "Store")).reload();
			assertThat(attempt.changes()).containsExactly(
					new ReloadChange("app.title", "remote shop", "remote store", true),
					new ReloadChange("discount.percent", "5", "6", false),
					new ReloadChange("pricing.margin", "0.25", "0.3", false));
			assertInForce(application, 6);
			assertThat(application.context().getEnvironment().getProperty("app.title"))
				.as("what is imported overrides what imports it")
				.isEqualTo("remote store");
		}
	}

	@Test
	void aRemoteSourceThatFailsChangesNothing() throws IOException {
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			RemoteConfig.answer("shop", () -> {
				throw new IllegalStateException("password=hunter2");
			});
			ReloadAttempt attempt = application.write(FIRST.replace("0.25", "0.3")).reload();
			assertThat(attempt.outcome()).isEqualTo(ReloadOutcome.INVALID);
			assertThat(attempt.toString()).doesNotContain("hunter2");
			assertThat(application.pricing().margin()).isEqualTo("0.25");
			assertInForce(application, 5);
			RemoteConfig.put("shop", Map.of("discount.percent", "7", "app.title", "remote shop"));
			assertThat(application.reload().outcome()).isEqualTo(ReloadOutcome.APPLIED);
			assertInForce(application, 7);
		}
	}

	@Test
	void anOptionalRemoteSourceThatIsGoneHasToBeForced() throws IOException {
		application("optional:remote:shop");
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			RemoteConfig.remove("shop");
			ReloadAttempt attempt = application.reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.INVALID);
			assertThat(attempt.problems()).singleElement()
				.satisfies((problem) -> assertThat(problem.file()).isEqualTo("remote:shop"));
			assertInForce(application, 5);
			assertThat(application.force().outcome()).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(application.context().getEnvironment().getProperty("discount.percent")).isNull();
			assertThat(application.context().getEnvironment().getProperty("app.title")).isEqualTo("Shop");
			RemoteConfig.put("shop", Map.of("discount.percent", "8"));
			assertThat(application.reload().outcome()).isEqualTo(ReloadOutcome.APPLIED);
			assertInForce(application, 8);
		}
	}

	@Test
	void anOptionalRemoteSourceMayAppearLater() throws IOException {
		application("optional:remote:shop");
		RemoteConfig.remove("shop");
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			RemoteConfig.put("shop", Map.of("discount.percent", "8"));
			ReloadAttempt attempt = application.reload();
			assertThat(attempt.changes()).containsExactly(new ReloadChange("discount.percent", null, "8", false));
			assertInForce(application, 8);
		}
	}

	@Test
	void anImportThatAnEditNamesIsRead() throws IOException {
		Files.writeString(this.directory.resolve("application.yml"), "pricing.margin: 0.25\napp.title: Shop\n");
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			ReloadAttempt attempt = application.write(FIRST).reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.APPLIED);
			assertInForce(application, 5);
			RemoteConfig.put("shop", Map.of("discount.percent", "6", "app.title", "remote shop"));
			assertThat(application.reload().changes()).extracting(ReloadChange::key)
				.containsExactly("discount.percent");
			assertInForce(application, 6);
		}
	}

	@Test
	void aRemoteSourceMayHaveAnotherNameEachTime() throws IOException {
		RemoteConfig.form("shop",
				(values) -> new MapPropertySource("remote version " + RemoteConfig.nextReading(), values));
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			for (int percent = 6; percent < 9; percent++) {
				RemoteConfig.put("shop", Map.of("discount.percent", String.valueOf(percent), "app.title", "other"));
				ReloadAttempt attempt = application.reload();
				assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.APPLIED);
				assertThat(attempt.changes()).extracting(ReloadChange::key).contains("discount.percent");
				assertInForce(application, percent);
			}
			assertThat(application.context().getEnvironment().getPropertySources().stream())
				.filteredOn((source) -> source.getName().startsWith("remote version"))
				.hasSize(1);
		}
	}

	@Test
	void aSourceThatCannotBeListedKeepsItsLiveValues() throws IOException {
		RemoteConfig.form("shop", Unlisted::new);
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			RemoteConfig.put("shop", Map.of("discount.percent", "6"));
			ReloadAttempt attempt = application.write(FIRST.replace("0.25", "0.3")).reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(attempt.message()).contains("the values of 'remote:shop' do not change");
			assertThat(application.record(Discount.class).percent()).isEqualTo(5);
			assertThat(application.context().getEnvironment().getProperty("discount.percent")).isEqualTo("5");
		}
	}

	@Test
	void theValuesOfARemoteStoreOfSecretsAreNotShown() throws IOException {
		RemoteConfig.form("shop", (values) -> new MapPropertySource("vault:shop", values));
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			RemoteConfig.put("shop", Map.of("discount.percent", "6", "app.title", "remote shop"));
			assertThat(application.reload().changes())
				.containsExactly(new ReloadChange("discount.percent", "******", "******", false));
		}
	}

	private void application(String location) throws IOException {
		Files.writeString(this.directory.resolve("application.yml"), FIRST.replace("remote:shop", location));
	}

	/** Knows a value only when it is asked for it. */
	private static final class Unlisted extends PropertySource<Map<String, Object>> {

		Unlisted(Map<String, Object> values) {
			super("remote:shop", values);
		}

		@Override
		public Object getProperty(String name) {
			return this.source.get(name);
		}

	}

}
