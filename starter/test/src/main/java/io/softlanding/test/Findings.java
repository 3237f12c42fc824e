/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.util.ArrayList;
import java.util.List;

/**
 * What is known to be wrong, and what is not known.
 *
 * @param bad what is wrong
 * @param unknown what is not known
 */
record Findings(List<String> bad, List<String> unknown) {

	Findings() {
		this(new ArrayList<>(), new ArrayList<>());
	}

	void bad(String what) {
		this.bad.add(what);
	}

	void unknown(String what) {
		this.unknown.add(what);
	}

}
