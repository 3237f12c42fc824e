/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

import com.zaxxer.hikari.HikariDataSource;
import org.jasypt.encryption.pbe.StandardPBEStringEncryptor;
import org.jasypt.iv.RandomIvGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many reloads with a wrapper that decrypts and an import that is no file.
 */
@Tag("first-leg")
class ThousandReloadsTests {

	private static final int RELOADS = 1000;

	@TempDir
	Path directory;

	private final Random random = new Random(17);

	private final StandardPBEStringEncryptor encryptor = new StandardPBEStringEncryptor();

	private String password = "password0";

	private String encrypted = "";

	private String code = "code0";

	private int percent = 5;

	private int remote = 5;

	private int size = 5;

	private String text() {
		return """
				spring.config.import: remote:thousand
				pricing.margin: 0.25
				app.remote: file
				discount:
				  percent: %d
				  api-key: %s
				spring.datasource:
				  username: shop
				  password: %s
				  hikari.maximum-pool-size: %d
				""".formatted(this.percent, this.code, this.encrypted, this.size);
	}

	private void edit(int number) {
		switch (this.random.nextInt(5)) {
			case 0 -> {
				this.password = "password" + number;
				this.encrypted = "ENC(" + this.encryptor.encrypt(this.password) + ")";
			}
			case 1 -> this.code = "code" + number;
			case 2 -> this.percent = this.random.nextInt(100);
			case 3 -> this.size = 1 + this.random.nextInt(9);
			default -> this.remote = this.random.nextInt(100);
		}
		RemoteConfig.put("thousand", Map.of("app.remote", this.remote));
	}

	@Test
	void theEnvironmentTheRecordsAndThePoolAgreeAfterEach() throws IOException {
		this.encryptor.setPassword("of the master");
		this.encryptor.setAlgorithm("PBEWITHHMACSHA512ANDAES_256");
		this.encryptor.setIvGenerator(new RandomIvGenerator());
		this.encrypted = "ENC(" + this.encryptor.encrypt(this.password) + ")";
		RemoteConfig.form("thousand", (values) -> new MapPropertySource("remote:thousand", values));
		RemoteConfig.put("thousand", Map.of("app.remote", this.remote));
		Files.writeString(this.directory.resolve("application.yml"), text());
		try (ReloadedApplication application = ReloadedApplication.start(this.directory, JasyptTests.Encrypted.class,
				"jasypt.encryptor.password=of the master", "softlanding.reload.settle=0ms")) {
			Environment environment = application.context().getEnvironment();
			SnapshotStore store = application.bean(SnapshotStore.class);
			HikariDataSource pool = application.bean(HikariDataSource.class);
			pool.setMaximumPoolSize(this.size);
			for (int i = 1; i <= RELOADS; i++) {
				if (i % 2 == 0) {
					edit(i);
					application.write(text());
				}
				ReloadAttempt attempt = application.reload();
				assertThat(attempt.outcome()).as("%s", attempt)
					.isIn(ReloadOutcome.UNCHANGED, (i % 2 == 0) ? ReloadOutcome.APPLIED : ReloadOutcome.UNCHANGED);
				assertThat(environment.getProperty("spring.datasource.password")).isEqualTo(this.password);
				assertThat(pool.getPassword()).isEqualTo(this.password);
				assertThat(environment.getProperty("discount.api-key")).isEqualTo(this.code);
				assertThat(environment.getProperty("app.remote", Integer.class)).isEqualTo(this.remote);
				assertThat(store.current().property("app.remote")).isEqualTo(String.valueOf(this.remote));
				assertThat(environment.getProperty("discount.percent", Integer.class)).isEqualTo(this.percent);
				assertThat(application.record(Discount.class)).isEqualTo(new Discount(this.percent, this.code));
				assertThat(environment.getProperty("spring.datasource.hikari.maximum-pool-size", Integer.class))
					.isEqualTo(this.size);
				assertThat(pool.getMaximumPoolSize()).isEqualTo(this.size);
			}
			assertThat(store.current().generation()).isGreaterThan(RELOADS / 4);
		}
	}

}
