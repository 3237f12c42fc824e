/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

/**
 * Looked after four times a second by the {@link PanicWatch}.
 */
@FunctionalInterface
interface Periodic {

	void tick();

}
