/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.ulisesbocchio.jasyptspringboot.annotation.EnableEncryptableProperties;
import com.zaxxer.hikari.HikariDataSource;
import org.jasypt.encryption.pbe.StandardPBEStringEncryptor;
import org.jasypt.iv.RandomIvGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reloads of files with values that jasypt decrypts.
 */
class JasyptTests {

	@TempDir
	Path directory;

	private static String encrypted(String text) {
		StandardPBEStringEncryptor encryptor = new StandardPBEStringEncryptor();
		encryptor.setPassword("of the master");
		encryptor.setAlgorithm("PBEWITHHMACSHA512ANDAES_256");
		encryptor.setIvGenerator(new RandomIvGenerator());
		return "ENC(" + encryptor.encrypt(text) + ")";
	}

	private ReloadedApplication start(String text) throws IOException {
		Files.writeString(this.directory.resolve("application.yml"), text);
		return ReloadedApplication.start(this.directory, Encrypted.class, "jasypt.encryptor.password=of the master");
	}

	private static String text(String password, String code) {
		return """
				pricing.margin: 0.25
				discount:
				  percent: 5
				  api-key: %s
				spring.datasource:
				  username: shop
				  password: %s
				""".formatted(code, password);
	}

	private static void assertInForce(ReloadedApplication application, String password, String code) {
		Environment environment = application.context().getEnvironment();
		assertThat(environment.getProperty("spring.datasource.password")).isEqualTo(password);
		assertThat(application.bean(HikariDataSource.class).getPassword()).isEqualTo(password);
		assertThat(environment.getProperty("discount.api-key")).isEqualTo(code);
		assertThat(application.record(Discount.class).apiKey()).isEqualTo(code);
	}

	@Test
	void anEditOfAnotherKeyInstallsNoCiphertext() throws IOException {
		String text = text(encrypted("first"), encrypted("code"));
		try (ReloadedApplication application = start(text)) {
			assertInForce(application, "first", "code");
			assertThat(application.reload().outcome()).isEqualTo(ReloadOutcome.UNCHANGED);
			ReloadAttempt attempt = application.write(text.replace("percent: 5", "percent: 6")).reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(attempt.changes()).containsExactly(new ReloadChange("discount.percent", "5", "6", false));
			assertInForce(application, "first", "code");
			assertThat(application.reload().outcome()).isEqualTo(ReloadOutcome.UNCHANGED);
		}
	}

	@Test
	void anEditedValueIsDecrypted() throws IOException {
		String code = encrypted("code");
		try (ReloadedApplication application = start(text(encrypted("first"), code))) {
			ReloadAttempt attempt = application
				.write(text(encrypted("second"), code) + "app.code: " + encrypted("hunter2") + "\n")
				.reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(attempt.changes()).containsExactly(new ReloadChange("app.code", null, "******", true),
					new ReloadChange("spring.datasource.password", "******", "******", false));
			assertInForce(application, "second", "code");
			assertThat(application.context().getEnvironment().getProperty("app.code")).isEqualTo("hunter2");
		}
	}

	@Test
	void whatCannotBeDecryptedIsRefused() throws IOException {
		String code = encrypted("code");
		try (ReloadedApplication application = start(text(encrypted("first"), code))) {
			ReloadAttempt attempt = application.write(text("ENC(nonsense)", code)).reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.INVALID);
			assertThat(attempt.problems()).extracting(ReloadProblem::key).containsExactly("spring.datasource.password");
			assertInForce(application, "first", "code");
		}
	}

	/** The first encrypted value comes with an edit. */
	@ParameterizedTest
	@ValueSource(strings = { "ENC(,)", "kms@,@" })
	void aValueIsDecryptedThatTheStartKnewNothingOf(String affixes) throws IOException {
		String prefix = affixes.split(",")[0];
		String suffix = affixes.split(",")[1];
		Files.writeString(this.directory.resolve("application.yml"), text("first", "code"));
		try (ReloadedApplication application = ReloadedApplication.start(this.directory, Encrypted.class,
				"jasypt.encryptor.password=of the master", "jasypt.encryptor.property.prefix=" + prefix,
				"jasypt.encryptor.property.suffix=" + suffix)) {
			ReloadAttempt attempt = application
				.write(text(encrypted("second").replace("ENC(", prefix).replace(")", suffix), "code"))
				.reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.APPLIED);
			assertInForce(application, "second", "code");
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableEncryptableProperties
	static class Encrypted {

		@Bean
		HikariDataSource dataSource(Environment environment) {
			HikariDataSource pool = new HikariDataSource();
			pool.setUsername(environment.getProperty("spring.datasource.username"));
			pool.setPassword(environment.getProperty("spring.datasource.password"));
			return pool;
		}

	}

}
