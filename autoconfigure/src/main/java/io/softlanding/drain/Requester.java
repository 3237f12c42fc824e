/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import io.softlanding.text.EvaluatedText;
import org.jspecify.annotations.Nullable;

/**
 * Who asked for something, as far as it is known.
 *
 * @param principal the name they have proven, if any
 * @param address where the request came from, if it is known
 */
record Requester(@Nullable String principal, @Nullable String address) {

	/** A name is the caller's to choose: it must not forge a line of the log. */
	Requester {
		principal = (principal != null) ? EvaluatedText.shortened(principal) : null;
		address = (address != null) ? EvaluatedText.shortened(address) : null;
	}

	@Override
	public String toString() {
		return ((this.principal != null) ? this.principal : "an unnamed caller") + " at "
				+ ((this.address != null) ? this.address : "an unknown address");
	}

}
