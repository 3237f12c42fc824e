/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What binding all records came to.
 *
 * @param values the records, in the order of their types; {@code null} where one could
 * not be bound
 * @param problems why
 * @param failure the first failure, as Spring Boot throws it
 * @param unknown keys under the records' prefixes that no record takes
 */
record BoundRecords(@Nullable Object[] values, List<ReloadProblem> problems, @Nullable RuntimeException failure,
		Map<String, ReloadProblem> unknown) {
}
