/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.CompositePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Wrappers of property sources that changed no value at the start, so that it is not
 * known how they recognise the values that they decrypt.
 */
class UnverifiedSourcesTests {

	private static final String FIRST = """
			pricing.margin: 0.25
			discount:
			  percent: 5
			  api-key: plain
			""";

	@TempDir
	Path directory;

	@BeforeEach
	void firstConfiguration() throws IOException {
		Files.writeString(this.directory.resolve("application.yml"), FIRST);
	}

	private ReloadedApplication start(Function<EnumerablePropertySource<?>, PropertySource<?>> wrapper) {
		SpringApplication application = new SpringApplication(ReloadedApplication.Application.class);
		application
			.addInitializers((ConfigurableApplicationContext context) -> wrap(context.getEnvironment(), wrapper));
		return ReloadedApplication.start(application, this.directory);
	}

	private static void wrap(ConfigurableEnvironment environment,
			Function<EnumerablePropertySource<?>, PropertySource<?>> wrapper) {
		MutablePropertySources sources = environment.getPropertySources();
		sources.stream()
			.filter((source) -> source.getName().startsWith("Config resource"))
			.toList()
			.forEach(
					(source) -> sources.replace(source.getName(), wrapper.apply((EnumerablePropertySource<?>) source)));
	}

	private static void assertRefused(ReloadedApplication application, String encrypted, String name)
			throws IOException {
		assertThat(application.reload().outcome()).isEqualTo(ReloadOutcome.UNCHANGED);
		for (String edited : List.of(FIRST + "app.code: '" + encrypted + "'\n",
				FIRST.replace("plain", "'" + encrypted + "'"))) {
			ReloadAttempt attempt = application.write(edited).reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.INVALID);
			assertThat(attempt.problems()).singleElement()
				.satisfies((problem) -> assertThat(problem.message()).contains(name));
			assertThat(attempt.toString()).doesNotContain("rehto");
			assertThat(application.context().getEnvironment().getProperty("app.code")).isNull();
			assertThat(application.record(Discount.class).apiKey()).isEqualTo("plain");
		}
		assertThat(application.write(FIRST).reload().outcome()).isEqualTo(ReloadOutcome.UNCHANGED);
		assertThat(application.write(FIRST.replace("  api-key: plain\n", "")).reload().outcome())
			.as("a value that is removed needs no wrapper")
			.isEqualTo(ReloadOutcome.APPLIED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "kms:rehto", "@@rehto@@", "enc_rehto", "encrypted rehto", "rehto", "cmVodG8=",
			"kms://rehto", "#{rehto}" })
	void anEditUnderAWrapperIsRefusedWithItsName(String encrypted) throws IOException {
		try (ReloadedApplication application = start((source) -> new Kms(source, encrypted))) {
			assertRefused(application, encrypted, Kms.class.getName());
		}
	}

	@Test
	void anEditUnderAProxyIsRefusedWithItsName() throws IOException {
		try (ReloadedApplication application = start((source) -> {
			ProxyFactory factory = new ProxyFactory(new Kms(source, "kms:rehto"));
			factory.setProxyTargetClass(true);
			return (PropertySource<?>) factory.getProxy();
		})) {
			assertRefused(application, "kms:rehto", Kms.class.getName() + "$$");
		}
	}

	@Test
	void anEditUnderAReplacementOfTheSameClassIsRefused() throws IOException {
		try (ReloadedApplication application = start((source) -> {
			Map<String, Object> values = new LinkedHashMap<>();
			for (String name : source.getPropertyNames()) {
				values.put(name, OriginTrackedValue.of(source.getProperty(name), OriginLookup.getOrigin(source, name)));
			}
			return new OriginTrackedMapPropertySource(source.getName(), values);
		})) {
			assertRefused(application, "kms:rehto", "'Config resource");
		}
	}

	@Test
	void anEditUnderASourceMadeOfAllFilesIsRefusedWithItsName() throws IOException {
		SpringApplication application = new SpringApplication(ReloadedApplication.Application.class);
		application.addInitializers((ConfigurableApplicationContext context) -> {
			MutablePropertySources sources = context.getEnvironment().getPropertySources();
			CompositePropertySource all = new CompositePropertySource("everything");
			all.addPropertySource(new MapPropertySource("more", Map.of("app.more", "more")));
			sources.stream()
				.filter((source) -> source.getName().startsWith("Config resource"))
				.toList()
				.forEach((source) -> {
					all.addPropertySource(new Kms((EnumerablePropertySource<?>) source, "kms:rehto"));
					sources.remove(source.getName());
				});
			sources.addLast(all);
		});
		try (ReloadedApplication started = ReloadedApplication.start(application, this.directory)) {
			ReloadAttempt attempt = started.write(FIRST + "app.code: 'kms:rehto'\n").reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.INVALID);
			assertThat(attempt.toString()).contains("'everything'").doesNotContain("rehto");
			assertThat(started.context().getEnvironment().getProperty("app.code")).isNull();
		}
	}

	@Test
	void aWrapperOfAnApplicationListenerIsFound() throws IOException {
		SpringApplication application = new SpringApplication(ReloadedApplication.Application.class);
		application.addListeners((ApplicationListener<ApplicationPreparedEvent>) (event) -> wrap(
				event.getApplicationContext().getEnvironment(), (source) -> new Kms(source, "kms:rehto")));
		try (ReloadedApplication started = ReloadedApplication.start(application, this.directory)) {
			assertRefused(started, "kms:rehto", Kms.class.getName());
		}
	}

	@Test
	void aWrapperOfABeanFactoryPostProcessorIsFound() throws IOException {
		try (ReloadedApplication application = ReloadedApplication.start(this.directory, PostProcessed.class)) {
			assertRefused(application, "kms:rehto", Kms.class.getName());
		}
	}

	@Test
	void anEditOfAFileThatIsNotWrappedIsApplied() throws IOException {
		Path more = this.directory.resolve("more.yml");
		Files.writeString(more, "discount.percent: 7\n");
		Files.writeString(this.directory.resolve("application.yml"),
				FIRST + "spring.config.import: file:" + more + "\n");
		try (ReloadedApplication application = start(
				(source) -> source.getName().contains("more.yml") ? source : new Kms(source, "kms:rehto"))) {
			ReloadedApplication.write(more, "discount.percent: 8\n");
			ReloadAttempt attempt = application.reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(application.record(Discount.class).percent()).isEqualTo(8);
			ReloadedApplication.write(this.directory.resolve("application.yml"),
					Files.readString(application.yaml()).replace("plain", "kms:rehto"));
			attempt = application.reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.INVALID);
			assertThat(attempt.toString()).contains(Kms.class.getName());
		}
	}

	@Test
	void aSecondMarkThatTheStartDidNotShowIsRefused() throws IOException {
		String first = FIRST.replace("plain", "'{safe}terces'");
		Files.writeString(this.directory.resolve("application.yml"), first);
		try (ReloadedApplication application = start(
				(source) -> new Kms(new TransformedSourcesTests.Decrypting(source), "kms|rehto"))) {
			ReloadAttempt attempt = application.write(first + "app.code: 'kms|rehto'\n").reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.INVALID);
			for (String plain : List.of("my-shop, 2nd floor", "-0.5", "https://shop.example/path", "a.b_c/d")) {
				attempt = application.write(first + "app.code: '" + plain + "'\n").reload();
				assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.APPLIED);
				assertThat(application.context().getEnvironment().getProperty("app.code")).isEqualTo(plain);
			}
		}
	}

	/** It is not known then which values the wrapper has decrypted. */
	@Test
	void nothingDecryptedIsInTheDigestIfTheSecondReadingFailed() throws IOException {
		assertThat(digest("retnuh")).isEqualTo(digest("rehto"));
	}

	private String digest(String secret) throws IOException {
		Files.writeString(this.directory.resolve("application.yml"),
				FIRST + "spring.config.import: remote:unverified\napp.code: '{safe}" + secret + "'\n");
		AtomicInteger readings = new AtomicInteger();
		RemoteConfig.answer("unverified", () -> {
			if (readings.getAndIncrement() == 1) {
				throw new IllegalStateException("gone for a moment");
			}
			return Map.of("app.title", "Shop");
		});
		try (ReloadedApplication application = start(TransformedSourcesTests.Decrypting::new)) {
			assertThat(readings).hasValue(2);
			return application.bean(SnapshotStore.class).current().digest();
		}
		finally {
			RemoteConfig.remove("unverified");
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class PostProcessed {

		@Bean
		static BeanFactoryPostProcessor wrapper(ConfigurableEnvironment environment) {
			return (beans) -> wrap(environment, (source) -> new Kms(source, "kms:rehto"));
		}

	}

	/** Decrypts one value, and leaves all others as they are. */
	static class Kms extends EnumerablePropertySource<EnumerablePropertySource<?>> {

		private final String encrypted;

		Kms(EnumerablePropertySource<?> source, String encrypted) {
			super(source.getName(), source);
			this.encrypted = encrypted;
		}

		@Override
		public String[] getPropertyNames() {
			return this.source.getPropertyNames();
		}

		@Override
		public Object getProperty(String name) {
			Object value = this.source.getProperty(name);
			return (value != null && this.encrypted.equals(value.toString())) ? "decrypted" : value;
		}

	}

}
