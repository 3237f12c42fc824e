/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import org.jspecify.annotations.Nullable;

/**
 * Who asked for something, as far as it is known.
 *
 * @param principal the name they have proven, if any
 * @param address where the request came from, if it is known
 */
record Caller(@Nullable String principal, @Nullable String address) {

	private static final int LONGEST_TEXT = 100;

	Caller {
		principal = printable(principal);
		address = printable(address);
	}

	/** A name is the caller's to choose: it must not forge a line of the log. */
	private static @Nullable String printable(@Nullable String text) {
		if (text == null) {
			return null;
		}
		String start = (text.length() > LONGEST_TEXT) ? text.substring(0, LONGEST_TEXT) + "…" : text;
		return start.replaceAll("\\p{Cntrl}", "?");
	}

	@Override
	public String toString() {
		return ((this.principal != null) ? this.principal : "an unnamed caller") + " at "
				+ ((this.address != null) ? this.address : "an unknown address");
	}

}
