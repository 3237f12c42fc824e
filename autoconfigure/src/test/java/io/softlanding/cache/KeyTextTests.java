package io.softlanding.cache;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class KeyTextTests {

	@Test
	void aKeyIsShownAsItIs() {
		assertThat(KeyText.of("Schlüssel {1} ☂")).isEqualTo("Schlüssel {1} ☂");
	}

	@Test
	void aKeyCannotFillALog() {
		assertThat(KeyText.of("x".repeat(1_000_000))).hasSize(101).endsWith("…");
	}

	@Test
	void aKeyCannotForgeALine() {
		assertThat(KeyText.of("a\nERROR all is lost\r")).isEqualTo("a?ERROR all is lost?");
	}

}
