/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import org.jspecify.annotations.Nullable;

/**
 * Strategy for classifying uncaught errors. Beans of this type are called in their order,
 * before the built-in rules.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface PanicClassifier {

	/**
	 * Classifies an uncaught error. Called on the thread of the error; must not block. An
	 * exception of this method is recorded as an uncaught error with the source
	 * {@code callback}, and the built-in rules decide.
	 * @param error the uncaught error
	 * @return the classification, or {@code null} to let the next classifier or the
	 * built-in rules decide
	 */
	@Nullable PanicClassification classify(Throwable error);

}
