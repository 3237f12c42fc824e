/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import org.jspecify.annotations.Nullable;

/**
 * Decides what a panic is taken for. A bean of this type is asked before the built-in
 * rules.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface PanicClassifier {

	/**
	 * Classifies what has escaped. Called on the thread it escaped on, once for each
	 * panic; must not block. Whatever this throws is a panic of its own, and the built-in
	 * rules decide.
	 * @param error the uncaught error
	 * @return what to take it for, or {@code null} to leave it to the built-in rules
	 */
	@Nullable PanicClassification classify(Throwable error);

}
