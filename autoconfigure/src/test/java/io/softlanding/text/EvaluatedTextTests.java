/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.text;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EvaluatedTextTests {

	@Test
	void aTextIsShownOnlyIfItMayBe() {
		assertThat(new EvaluatedText(false).of("alice@example.com")).isEqualTo("******");
		assertThat(new EvaluatedText(true).of("alice@example.com")).isEqualTo("alice@example.com");
	}

	@Test
	void aKeyIsShownAsItIs() {
		assertThat(EvaluatedText.shortened("Schlüssel {1} ☂")).isEqualTo("Schlüssel {1} ☂");
	}

	@Test
	void aKeyCannotFillALog() {
		assertThat(EvaluatedText.shortened("x".repeat(1_000_000))).hasSize(101).endsWith("…");
	}

	@Test
	void aKeyCannotForgeALine() {
		assertThat(EvaluatedText.shortened("a\nERROR all is lost\r")).isEqualTo("a?ERROR all is lost?");
	}

	@Test
	void noKindOfLineBreakIsShown() {
		assertThat(EvaluatedText.shortened("a\u0085b\u2028c\u2029d\u001b[2Je\u007f☂\ud83d\ude00"))
			.isEqualTo("a?b?c?d?[2Je?☂\ud83d\ude00");
	}

}
