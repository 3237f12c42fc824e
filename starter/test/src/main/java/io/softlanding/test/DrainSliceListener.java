/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.util.Optional;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.test.annotation.DirtiesContext.HierarchyMode;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.test.context.TestExecutionListener;

/**
 * Drops the context of a {@link DrainSliceTest} after each test method, before other
 * listeners look into one that the test has closed.
 */
final class DrainSliceListener implements TestExecutionListener, Ordered {

	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

	@Override
	public void afterTestExecution(TestContext test) {
		drop(test);
	}

	/** Other listeners may have started a further context, only to look into it. */
	@Override
	public void afterTestClass(TestContext test) {
		drop(test);
	}

	private static void drop(TestContext test) {
		if (TestContextAnnotationUtils.hasAnnotation(test.getTestClass(), DrainSliceTest.class)
				&& test.hasApplicationContext()) {
			context(test).ifPresent((context) -> new DrainSlice(context).terminateTwice());
			test.markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);
		}
	}

	private static Optional<ConfigurableApplicationContext> context(TestContext test) {
		try {
			return Optional.of((ConfigurableApplicationContext) test.getApplicationContext());
		}
		catch (IllegalStateException ex) {
			// The test has closed it.
			return Optional.empty();
		}
	}

}
