/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.docs;

interface Ledger {

	void settle(String account, long fencingToken);

	void report(String day);

}
