/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import io.softlanding.config.InvalidConfigurationException;
import io.softlanding.redis.ApplicationGroup;

/**
 * Names of the keys in Redis. The braces put the keys of one lease into one slot of a
 * cluster.
 */
final class LeaseKeys {

	private static final int LONGEST = 256;

	private static final String HASHED = "sha256:";

	private final String prefix;

	/** Creates names. */
	LeaseKeys(String prefix, ApplicationGroup group) {
		this.prefix = checked(prefix) + group.name() + ":";
	}

	static String checked(String prefix) {
		if (prefix.contains("{") || prefix.contains("}")) {
			throw new InvalidConfigurationException(
					"softlanding.lock.prefix is '%s'. Braces would put the keys of a lease on different nodes of a cluster."
						.formatted(prefix),
					"Set softlanding.lock.prefix to a text without braces, for example shop:");
		}
		return prefix;
	}

	/** The key that is there while a lease is held, and the channel of its release. */
	String lock(String name) {
		return this.prefix + "lock:{" + tag(name) + "}";
	}

	/** The key of the last fencing token. */
	String fence(String name) {
		return this.prefix + "fence:{" + tag(name) + "}";
	}

	/**
	 * Names that are long, or that would make an empty tag, which Redis ignores, are
	 * hashed.
	 */
	private static String tag(String name) {
		boolean plain = name.length() <= LONGEST && !name.startsWith("}") && !name.startsWith(HASHED);
		return plain ? name : HASHED + sha256(name);
	}

	private static String sha256(String text) {
		try {
			return HexFormat.of()
				.formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
