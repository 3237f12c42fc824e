/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PanicWindow}.
 */
class PanicWindowTests {

	private final PanicFixtures fixtures = new PanicFixtures();

	private final PanicWindow window = this.fixtures.window;

	@Test
	void whatJustHappenedIsInIt() {
		this.window.panic();
		this.window.request();
		this.window.failedRequest("GET /a");
		this.window.failedRequest("GET /a");
		this.window.failedRequest("GET /b");
		assertThat(this.window.counts()).isEqualTo(new PanicWindow.Counts(1, 3, 1, 2));
	}

	@Test
	void whatIsOlderThanAMinuteIsNot() {
		this.window.panic();
		this.window.failedRequest("GET /a");
		pass(59);
		this.window.panic();
		this.window.failedRequest("GET /b");
		assertThat(this.window.counts()).isEqualTo(new PanicWindow.Counts(2, 2, 0, 2));
		pass(2);
		assertThat(this.window.counts()).isEqualTo(new PanicWindow.Counts(1, 1, 0, 1));
		pass(59);
		assertThat(this.window.counts()).isEqualTo(new PanicWindow.Counts(0, 0, 0, 0));
	}

	@Test
	void whatIsForgottenIsNot() {
		pass(100);
		this.window.panic();
		this.window.failedRequest("GET /a");
		this.window.forget();
		assertThat(this.window.counts()).isEqualTo(new PanicWindow.Counts(0, 0, 0, 0));
		pass(100);
		this.window.panic();
		assertThat(this.window.counts().panics()).isEqualTo(1);
	}

	@Test
	void nothingHasToTickForTheCountsToPass() {
		this.window.panic();
		this.fixtures.seconds(59);
		assertThat(this.window.counts().panics()).isEqualTo(1);
		this.window.panic();
		this.fixtures.seconds(2);
		assertThat(this.window.counts().panics()).isEqualTo(1);
		this.fixtures.seconds(1000);
		this.window.panic();
		assertThat(this.window.counts().panics()).isEqualTo(1);
	}

	private void pass(int seconds) {
		for (int i = 0; i < seconds * PanicWindow.TICKS_A_SECOND; i++) {
			this.fixtures.nanos.addAndGet(1_000_000_000L / PanicWindow.TICKS_A_SECOND);
			this.window.tick();
		}
	}

}
