/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import org.springframework.boot.SpringApplication;

/**
 * A test's virtual machine that ends without closing what it has started.
 */
public final class TestsThatExit {

	private TestsThatExit() {
	}

	public static void main(String[] args) throws InterruptedException {
		DrainHarness.of(Shop.class).start();
		SpringApplication.run(Shop.class, args);
	}

}
