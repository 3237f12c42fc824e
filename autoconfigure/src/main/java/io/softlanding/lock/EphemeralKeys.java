/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

/**
 * Keys in Redis that are there only because this instance is: presence, sessions. They
 * are removed when it drains. Safe for use by several threads.
 *
 * @since 0.1
 */
public interface EphemeralKeys {

	/**
	 * Notes a key. Note it before it is set: what is set later than the drain stays.
	 * @param key the key, as it is in Redis
	 * @throws LeaseRefusedException if this instance is removing its keys
	 */
	void register(String key);

	/**
	 * Forgets a key, which is not touched.
	 * @param key the key; one that was never noted is ignored
	 */
	void forget(String key);

}
