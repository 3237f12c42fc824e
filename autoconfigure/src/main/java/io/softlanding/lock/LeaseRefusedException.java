/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import io.softlanding.drain.DrainRefusal;
import io.softlanding.text.EvaluatedText;

/**
 * Thrown when a lease is requested from an instance that is about to end its connections
 * to Redis, or when an ephemeral key is registered with it.
 *
 * @since 0.1
 */
public class LeaseRefusedException extends IllegalStateException implements DrainRefusal {

	private static final long serialVersionUID = 1L;

	LeaseRefusedException(String name) {
		super("Lease '%s' was refused: this instance is shutting down".formatted(EvaluatedText.shortened(name)));
	}

}
