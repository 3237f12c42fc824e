package io.softlanding.transaction;

/**
 * By the driver of MariaDB.
 */
class MariaDbConnectorTests extends MySqlContract {

	MariaDbConnectorTests() {
		super("mariadb");
	}

}
