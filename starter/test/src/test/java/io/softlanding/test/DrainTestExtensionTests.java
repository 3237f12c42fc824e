/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

/**
 * What cannot be passed on to another process.
 */
class DrainTestExtensionTests {

	@Test
	void aServiceConnectionIsRefused() {
		EngineTestKit.engine("junit-jupiter")
			.selectors(selectClass(WithServiceConnection.class))
			.execute()
			.testEvents()
			.assertThatEvents()
			.haveExactly(1, finishedWithFailure(message((text) -> text.contains("@ServiceConnection of database in")
					&& text.contains("@DynamicPropertySource"))));
	}

	/** Stands for that of Spring Boot. */
	@Retention(RetentionPolicy.RUNTIME)
	@interface ServiceConnection {

	}

	/** Run by the test above. */
	@DrainTest(Shop.class)
	static class WithServiceConnection {

		@ServiceConnection
		static final Object database = new Object();

		@Test
		void isNotStarted(DrainHarness harness) {
			assertThat(harness).isNull();
		}

	}

}
