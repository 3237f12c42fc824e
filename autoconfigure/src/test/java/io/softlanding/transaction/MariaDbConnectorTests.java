/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

/**
 * By the driver of MariaDB.
 */
class MariaDbConnectorTests extends MySqlContract {

	MariaDbConnectorTests() {
		super("mariadb");
	}

}
