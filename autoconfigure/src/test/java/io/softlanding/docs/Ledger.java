package io.softlanding.docs;

interface Ledger {

	void settle(String account, long fencingToken);

	void report(String day);

}
