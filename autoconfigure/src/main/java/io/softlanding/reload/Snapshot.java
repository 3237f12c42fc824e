/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;

/**
 * One generation of the configuration: all reloadable records, bound from the same
 * reading of the same files. Immutable.
 *
 * @since 0.1
 */
public interface Snapshot {

	/**
	 * Returns the number of this generation. Each number is used only once.
	 * @return the number, which is 1 for the configuration at start-up
	 */
	long generation();

	/**
	 * Returns a digest of the values as they are written, to compare instances.
	 * @return hexadecimal digits: the SHA-256 of the values that are not secret, or an
	 * HMAC of all values if {@code softlanding.reload.digest-key} is set
	 */
	String digest();

	/**
	 * Returns when this generation was read.
	 * @return the time
	 */
	Instant at();

	/**
	 * Returns the cause of the reload.
	 * @return the trigger
	 */
	ReloadTrigger trigger();

	/**
	 * Returns a record.
	 * @param <T> its type
	 * @param type a class that {@link EnableReloadable} names
	 * @return the record of this generation
	 * @throws IllegalArgumentException if the class is not reloadable
	 */
	<T> T get(Class<T> type);

	/**
	 * Returns a value of the files, with its placeholders resolved.
	 * @param key the key, in any spelling
	 * @return the value of this generation, or {@code null} if no file has the key
	 */
	@Nullable String property(String key);

	/**
	 * Returns a binder for the keys of this generation, including those that are set
	 * elsewhere than in files, for a {@link ReloadListener} that applies them.
	 * @return a binder
	 */
	Binder binder();

}
