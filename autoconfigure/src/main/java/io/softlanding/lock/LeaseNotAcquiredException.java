/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import io.softlanding.text.EvaluatedText;

/**
 * Thrown when a method is not called because another holder has its lease.
 *
 * @since 0.1
 */
public class LeaseNotAcquiredException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	LeaseNotAcquiredException(String name) {
		super("Another holder has the lease '%s'".formatted(EvaluatedText.shortened(name)));
	}

}
