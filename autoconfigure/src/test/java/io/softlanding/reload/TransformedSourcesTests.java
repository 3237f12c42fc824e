/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.CompositePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What changes the values of the files after they were read, as what decrypts them does.
 */
class TransformedSourcesTests {

	private static final String FIRST = """
			pricing.margin: 0.25
			discount:
			  percent: 5
			  api-key: "{safe}terces"
			app.title: Shop
			""";

	@TempDir
	Path directory;

	@BeforeEach
	void firstConfiguration() throws IOException {
		Files.writeString(this.directory.resolve("application.yml"), FIRST);
	}

	private ReloadedApplication wrapped(UnaryOperator<EnumerablePropertySource<?>> transformation) {
		return wrapped(transformation, ReloadedApplication.Nothing.class);
	}

	private ReloadedApplication wrapped(UnaryOperator<EnumerablePropertySource<?>> transformation, Class<?> more) {
		return start((sources) -> sources.stream()
			.filter((source) -> source.getName().startsWith("Config resource"))
			.toList()
			.forEach((source) -> sources.replace(source.getName(),
					transformation.apply((EnumerablePropertySource<?>) source))),
				more);
	}

	private ReloadedApplication start(Consumer<MutablePropertySources> transformation) {
		return start(transformation, ReloadedApplication.Nothing.class);
	}

	private ReloadedApplication start(Consumer<MutablePropertySources> transformation, Class<?> more) {
		SpringApplication application = new SpringApplication(ReloadedApplication.Application.class, more);
		application.addInitializers((ConfigurableApplicationContext context) -> transformation
			.accept(context.getEnvironment().getPropertySources()));
		return ReloadedApplication.start(application, this.directory);
	}

	private static void assertApiKey(ReloadedApplication application, String value) {
		assertThat(application.record(Discount.class).apiKey()).isEqualTo(value);
		ConfigurableEnvironment environment = application.context().getEnvironment();
		assertThat(environment.getProperty("discount.api-key")).isEqualTo(value);
	}

	@Test
	void whatAWrapperDecryptsIsTakenFromTheLiveEnvironment() throws IOException {
		try (ReloadedApplication application = wrapped(Decrypting::new)) {
			assertApiKey(application, "secret");
			assertThat(application.reload().outcome()).isEqualTo(ReloadOutcome.UNCHANGED);
			ReloadAttempt attempt = application.write(FIRST.replace("percent: 5", "percent: 6")).reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(attempt.changes()).containsExactly(new ReloadChange("discount.percent", "5", "6", false));
			assertApiKey(application, "secret");
			assertThat(application.reload().outcome()).isEqualTo(ReloadOutcome.UNCHANGED);
		}
	}

	@Test
	void whatOnlyTheWrapperCouldDecryptIsRefusedWithItsName() throws IOException {
		try (ReloadedApplication application = wrapped(Decrypting::new)) {
			for (String edited : List.of(FIRST.replace("terces", "rehto"), FIRST + "app.code: '{safe}rehto'\n")) {
				ReloadAttempt attempt = application.write(edited).reload();
				assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.INVALID);
				assertThat(attempt.problems()).singleElement()
					.satisfies((problem) -> assertThat(problem.message()).contains(Decrypting.class.getName()));
				assertThat(attempt.toString()).doesNotContain("rehto", "secret");
				assertApiKey(application, "secret");
			}
			ReloadAttempt attempt = application.write(FIRST.replace("{safe}terces", "plain")).reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.APPLIED);
			assertApiKey(application, "plain");
			assertThat(application.write(FIRST).reload().outcome()).isEqualTo(ReloadOutcome.APPLIED);
			assertApiKey(application, "secret");
		}
	}

	@Test
	void aWrapperWhoseValuesLookLikeAnyOthersHasEveryEditRefused() throws IOException {
		try (ReloadedApplication application = wrapped(Shifting::new)) {
			assertThat(application.record(Discount.class).percent()).isEqualTo(6);
			ReloadAttempt attempt = application.write(FIRST.replace("0.25", "0.3")).reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.INVALID);
			assertThat(attempt.toString()).contains(Shifting.class.getName());
			assertThat(application.pricing().margin()).isEqualTo("0.25");
		}
	}

	@Test
	void aWrapperNeedNotListItsKeys() throws IOException {
		try (ReloadedApplication application = start((sources) -> sources.stream()
			.filter((source) -> source.getName().startsWith("Config resource"))
			.toList()
			.forEach((source) -> sources.replace(source.getName(), new Unlisted(source))))) {
			assertApiKey(application, "secret");
			assertThat(application.reload().outcome()).isEqualTo(ReloadOutcome.UNCHANGED);
			ReloadAttempt attempt = application.write(FIRST.replace("percent: 5", "percent: 6")).reload();
			assertThat(attempt.changes()).containsExactly(new ReloadChange("discount.percent", "5", "6", false));
			assertApiKey(application, "secret");
		}
	}

	/** Nothing but their difference tells that they were changed. */
	@ParameterizedTest
	@ValueSource(strings = { "ENC[terces]", "vault:v1:terces", "kms:terces" })
	void aMarkThatNoOneKnowsIsLearnt(String encrypted) throws IOException {
		String first = FIRST.replace("{safe}terces", encrypted);
		Files.writeString(this.directory.resolve("application.yml"), first);
		try (ReloadedApplication application = wrapped((source) -> replacement(source, encrypted))) {
			assertApiKey(application, "secret");
			ReloadAttempt attempt = application.write(first.replace("percent: 5", "percent: 6")).reload();
			assertThat(attempt.changes()).as("%s", attempt)
				.extracting(ReloadChange::key)
				.containsExactly("discount.percent");
			assertApiKey(application, "secret");
			attempt = application.write(first.replace("terces", "rehto")).reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.INVALID);
		}
	}

	@Test
	void aSourceThatAnotherOneHasReplacedIsToldByItsValues() throws IOException {
		try (ReloadedApplication application = wrapped(TransformedSourcesTests::replacement)) {
			assertApiKey(application, "secret");
			ReloadAttempt attempt = application.write(FIRST.replace("percent: 5", "percent: 6")).reload();
			assertThat(attempt.changes()).extracting(ReloadChange::key).containsExactly("discount.percent");
			assertApiKey(application, "secret");
			attempt = application.write(FIRST.replace("terces", "rehto")).reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.INVALID);
			assertApiKey(application, "secret");
		}
	}

	@Test
	void whatASourceAboveTheFilesHasDecryptedIsRefusedWithItsName() throws IOException {
		try (ReloadedApplication application = start((sources) -> sources
			.addFirst(new MapPropertySource("decrypted", Map.of("discount.api-key", "secret"))))) {
			ReloadAttempt attempt = application.write(FIRST.replace("percent: 5", "percent: 6")).reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.APPLIED);
			assertApiKey(application, "secret");
			for (String edited : List.of(FIRST.replace("terces", "rehto"), FIRST.replace("{safe}terces", "plain"),
					FIRST + "app.code: '{safe}rehto'\n")) {
				attempt = application.write(edited).reload();
				assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.INVALID);
				assertThat(attempt.toString()).contains("'decrypted'");
				assertApiKey(application, "secret");
			}
			attempt = application.write(FIRST.replace("  api-key: \"{safe}terces\"\n", "")).reload();
			assertThat(attempt.outcome()).as("removed: %s", attempt).isEqualTo(ReloadOutcome.INVALID);
			assertThat(attempt.toString()).contains("'decrypted'");
		}
	}

	@Test
	void whatLooksEncryptedIsNotInstalledWhereNothingDecryptsIt() throws IOException {
		Files.writeString(this.directory.resolve("application.yml"), FIRST + "app.old: ENC(abc)\n");
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			for (String value : List.of("ENC(abcd)", "'{cipher}abcd'")) {
				ReloadAttempt attempt = application.write(FIRST + "app.old: ENC(abc)\napp.code: " + value + "\n")
					.reload();
				assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.INVALID);
				assertThat(attempt.problems()).extracting(ReloadProblem::key).containsExactly("app.code");
				assertThat(attempt.toString()).doesNotContain("abcd");
			}
			assertThat(application.write(FIRST + "app.old: ENC(abc)\napp.code: a\n").reload().outcome())
				.isEqualTo(ReloadOutcome.APPLIED);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "{kms}AQICAHhq8sdkfjhsd+/kf==", "AES(b64b64b64b64b64b64)", "KMS[arn:aws:kms:eu:1:key]",
			"vault:v1:8SDd3WHDOjf7mq69CyCqYjBXAiQQ" })
	void whatLooksEncryptedInAWayThatTheStartHasNotShownIsRefused(String value) throws IOException {
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			ReloadAttempt attempt = application.write(FIRST + "app.code: '" + value + "'\n").reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.INVALID);
			assertThat(attempt.problems()).extracting(ReloadProblem::key).containsExactly("app.code");
		}
		Files.writeString(this.directory.resolve("application.yml"), FIRST + "app.old: '" + value + "'\n");
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			assertThat(application.write(FIRST + "app.old: '" + value + "'\napp.code: '" + value + "0'\n")
				.reload()
				.outcome()).as("nothing has decrypted such a value").isEqualTo(ReloadOutcome.APPLIED);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "orders[0-9]+", "{tenant}/orders", "max(10)", "ERR[0-9]+", "{0} items are left in stock",
			"SELECT(name) FROM item WHERE id = 1" })
	void whatIsNoCiphertextIsInstalled(String value) throws IOException {
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			assertThat(application.write(FIRST + "app.code: '" + value + "'\n").reload().outcome())
				.isEqualTo(ReloadOutcome.APPLIED);
		}
	}

	@Test
	void anEditDuringTheStartIsAppliedByTheFirstReload() throws IOException {
		try (ReloadedApplication application = start((sources) -> edit())) {
			assertThat(application.record(Discount.class).percent()).isEqualTo(5);
			ReloadAttempt attempt = application.reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(attempt.changes()).containsExactly(new ReloadChange("discount.percent", "5", "6", false));
			assertThat(application.context().getEnvironment().getProperty("discount.percent")).isEqualTo("6");
		}
	}

	private void edit() {
		try {
			Files.writeString(this.directory.resolve("application.yml"), FIRST.replace("percent: 5", "percent: 6"));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void whatIsDecryptedIsNotShownWhateverItsName() throws IOException {
		String text = FIRST + "app.code: '{safe}retnuh'\n";
		Files.writeString(this.directory.resolve("application.yml"), text);
		try (ReloadedApplication application = wrapped(Decrypting::new)) {
			ReloadAttempt attempt = application.write(text.replace("{safe}retnuh", "other")).reload();
			assertThat(attempt.changes()).containsExactly(new ReloadChange("app.code", "******", "******", true));
			assertThat(attempt.toString()).doesNotContain("hunter");
		}
	}

	@Test
	void whatIsDecryptedIsInNoProblemAndInNoDigest() throws IOException {
		String text = FIRST.replace("percent: 5", "percent: '{safe}5'") + "app.code: '{safe}retnuh'\n";
		Files.writeString(this.directory.resolve("application.yml"), text);
		try (ReloadedApplication application = wrapped(Decrypting::new)) {
			ReloadsEndpoint endpoint = new ReloadsEndpoint(application.bean(SnapshotStore.class),
					application.bean(ReloadHistory.class));
			String digest = endpoint.reloads().digest();
			ReloadAttempt attempt = application.write(text.replace("{safe}5", "hunter2")).reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.INVALID);
			assertThat(attempt.problems()).singleElement()
				.satisfies((problem) -> assertThat(problem.value()).isEqualTo("******"));
			assertThat(application.write(text.replace("{safe}retnuh", "other")).reload().outcome())
				.isEqualTo(ReloadOutcome.APPLIED);
			assertThat(endpoint.reloads().digest()).isEqualTo(digest);
		}
	}

	@Test
	void theCheckPrintsNothingThatIsDecrypted() throws IOException {
		Files.writeString(this.directory.resolve("application.yml"), FIRST + "app.code: '{safe}retnuh'\n");
		try (ReloadedApplication application = wrapped(Decrypting::new, ReloadTests.Checked.class)) {
			assertThat(application.bean(ByteArrayOutputStream.class).toString(StandardCharsets.UTF_8))
				.contains("app.code = ******", "app.title = Shop")
				.doesNotContain("hunter");
		}
	}

	@Test
	void aSourceMadeOfAllFilesUnderAnotherNameIsNotPassedOver() throws IOException {
		try (ReloadedApplication application = start((sources) -> {
			CompositePropertySource all = new CompositePropertySource("everything");
			sources.stream()
				.filter((source) -> source.getName().startsWith("Config resource"))
				.toList()
				.forEach((source) -> {
					all.addPropertySource(new Decrypting((EnumerablePropertySource<?>) source));
					all.addPropertySource(new MapPropertySource("more", Map.of("app.more", "more")));
					sources.remove(source.getName());
				});
			sources.addLast(all);
		})) {
			assertApiKey(application, "secret");
			for (String edited : List.of(FIRST.replace("percent: 5", "percent: 6"), FIRST.replace("terces", "rehto"),
					FIRST + "app.code: '{safe}rehto'\n")) {
				ReloadAttempt attempt = application.write(edited).reload();
				assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.INVALID);
				assertThat(attempt.toString()).contains("'everything'");
			}
			assertApiKey(application, "secret");
		}
	}

	private static String decrypted(Object value) {
		String text = String.valueOf(value);
		return text.startsWith("{safe}") ? new StringBuilder(text.substring("{safe}".length())).reverse().toString()
				: text;
	}

	private static EnumerablePropertySource<?> replacement(EnumerablePropertySource<?> source) {
		return replacement(source, "");
	}

	/** Of the same class as what it replaces, and with its origins. */
	private static EnumerablePropertySource<?> replacement(EnumerablePropertySource<?> source, String encrypted) {
		Map<String, Object> values = new HashMap<>();
		for (String name : source.getPropertyNames()) {
			String value = String.valueOf(source.getProperty(name));
			values.put(name, OriginTrackedValue.of(value.equals(encrypted) ? "secret" : decrypted(value),
					OriginLookup.getOrigin(source, name)));
		}
		return new OriginTrackedMapPropertySource(source.getName(), values);
	}

	/** Decrypts each value when it is asked for it. */
	static class Decrypting extends EnumerablePropertySource<PropertySource<?>> {

		private final EnumerablePropertySource<?> delegate;

		Decrypting(EnumerablePropertySource<?> delegate) {
			super(delegate.getName(), delegate);
			this.delegate = delegate;
		}

		@Override
		public String[] getPropertyNames() {
			return this.delegate.getPropertyNames();
		}

		@Override
		public Object getProperty(String name) {
			Object value = this.delegate.getProperty(name);
			return (value != null) ? decrypted(value) : null;
		}

	}

	/** Decrypts too, and cannot say which keys it has. */
	private static final class Unlisted extends PropertySource<Object> {

		private final PropertySource<?> delegate;

		Unlisted(PropertySource<?> delegate) {
			super(delegate.getName(), new Object());
			this.delegate = delegate;
		}

		@Override
		public Object getProperty(String name) {
			Object value = this.delegate.getProperty(name);
			return (value != null) ? decrypted(value) : null;
		}

	}

	/** Adds one to all that is a number. */
	static final class Shifting extends Decrypting {

		Shifting(EnumerablePropertySource<?> delegate) {
			super(delegate);
		}

		@Override
		public Object getProperty(String name) {
			Object value = super.getProperty(name);
			return name.equals("discount.percent") ? Integer.parseInt(String.valueOf(value)) + 1 : value;
		}

	}

}
