/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ValueMask}.
 */
class ValueMaskTests {

	private final ValueMask mask = new ValueMask((key, value) -> key.equals("ours") ? "hidden" : value);

	@ParameterizedTest
	@ValueSource(strings = { "spring.datasource.password", "DB_PASSWD", "app.clientSecret", "api-key", "app.tokens[0]",
			"aws.credentials", "tls.private", "user.pwd", "basic.auth", "a.passphrase" })
	void keysThatSoundLikeSecretsAre(String key) {
		assertThat(this.mask.mask(key, "hunter2")).isEqualTo(ValueMask.MASKED);
		assertThat(this.mask.hides(key, "hunter2")).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://me:hunter2@host/", "jdbc:postgresql://host/db?user=me&password=hunter2",
			"amqp://me:hun/ter2@host", "https://hunter2@host/", "me:hunter2@host:5672",
			"jdbc:oracle:thin:me/hunter2@host:1521/db", "host=db user=me password=hunter2",
			"org.Login required username=\"me\" password=\"hunter2\";", "-----BEGIN PRIVATE KEY-----",
			"https://host/?a=b&access_token=hunter2", "jdbc:x://host;Password=hunter2" })
	void valuesThatLookLikeSecretsAre(String value) {
		assertThat(this.mask.mask("app.url", value)).isEqualTo(ValueMask.MASKED);
		assertThat(this.mask.text(value)).isEqualTo(ValueMask.MASKED);
	}

	@ParameterizedTest
	@CsvSource({ "pricing.margin, 0.25", "server.port, 8080", "app.url, https://host/path?a=b",
			"app.mail, shop@example.org", "app.file, file:/etc/shop/application.yml", "app.cron, 0 0/5 * * * *" })
	void othersAreShown(String key, String value) {
		assertThat(this.mask.mask(key, value)).isEqualTo(value);
		assertThat(this.mask.hides(key, value)).isFalse();
	}

	@Test
	void wholeObjectsAreNot() {
		record Account(String name, String password) {
		}
		assertThat(this.mask.mask("app.account", new Account("me", "hunter2"))).isEqualTo(ValueMask.MASKED);
		assertThat(this.mask.mask("app.accounts", List.of("hunter2"))).isEqualTo(ValueMask.MASKED);
		assertThat(this.mask.mask("app.percent", 5)).isEqualTo("5");
		assertThat(this.mask.hides("app.account", new Account("me", "hunter2"))).isTrue();
	}

	@Test
	void rulesOfTheUserAreAsked() {
		assertThat(this.mask.mask("ours", "hunter2")).isEqualTo("hidden");
		assertThat(this.mask.hides("ours", "hunter2")).isTrue();
		assertThat(this.mask.mask("ours", null)).isNull();
	}

	@Test
	void aRuleOfTheUserThatFailsHides() {
		ValueMask failing = new ValueMask((key, value) -> {
			throw new IllegalStateException("on purpose");
		});
		assertThat(failing.mask("app.title", "Shop")).isEqualTo(ValueMask.MASKED);
		assertThat(failing.hides("app.title", "Shop")).isTrue();
	}

	@Test
	void longTextsAreShortened() {
		assertThat(this.mask.mask("text", "x".repeat(200) + "\n")).hasSize(101).endsWith("…");
		assertThat(this.mask.mask("text", "&".repeat(1_000_000))).isEqualTo(ValueMask.MASKED);
		assertThat(ValueMask.shortened("a\nb\u0000")).isEqualTo("a?b?");
	}

}
