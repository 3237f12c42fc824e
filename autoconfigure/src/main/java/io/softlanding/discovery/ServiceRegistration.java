/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.discovery;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Registration of this instance with one service registry.
 *
 * @param name unique name, the one of the bean that registers
 * @param cacheTtl how long callers cache what the registry tells, as far as the client
 * knows
 * @param deregister tells the registry; may block
 * @param confirmed whether the registry has answered, asked after {@code deregister} has
 * returned
 * @param register registers the instance again; may block
 */
record ServiceRegistration(String name, Duration cacheTtl, Runnable deregister, BooleanSupplier confirmed,
		Runnable register) {

}
