package io.softlanding.docs;

interface RegistryClient {

	void register();

	void deregister();

}
