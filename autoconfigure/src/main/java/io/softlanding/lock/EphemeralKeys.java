/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

/**
 * Keys in Redis that exist only as long as this instance, for example for presence or
 * sessions. They are removed when the instance drains. Can be used by several threads.
 *
 * @since 0.1
 */
public interface EphemeralKeys {

	/**
	 * Registers a key. Register it before you set it in Redis, because a key that is set
	 * after the drain is not removed.
	 * @param key the key, as in Redis
	 * @throws LeaseRefusedException if this instance is removing its keys
	 */
	void register(String key);

	/**
	 * Unregisters a key, without changing it in Redis.
	 * @param key the key; ignored if it was never registered
	 */
	void forget(String key);

}
