/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The dialects of this application. They are made when a database has to be known.
 *
 * @param all the dialects, in the order in which they are asked
 * @param prepare whether one of them may have something to set for each session
 */
record Dialects(Supplier<List<DatabaseDialect>> all, boolean prepare) {

	@Nullable DatabaseDialect find(String product) {
		return this.all.get().stream().filter((dialect) -> dialect.supports(product)).findFirst().orElse(null);
	}

}
