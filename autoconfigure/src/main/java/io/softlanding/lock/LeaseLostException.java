/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import io.softlanding.text.EvaluatedText;

/**
 * Thrown at the end of work whose lease was lost while the work was running.
 *
 * @since 0.1
 */
public class LeaseLostException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	LeaseLostException(String name) {
		super("The lease '%s' was lost before its work was done: another holder may have worked meanwhile"
			.formatted(EvaluatedText.shortened(name)));
	}

}
