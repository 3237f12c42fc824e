/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.ReturnType;

/**
 * A script that Redis knows by its digest after its first run.
 */
final class LeaseScript {

	private final byte[] text;

	private final String digest;

	private final ReturnType returnType;

	LeaseScript(String text, ReturnType returnType) {
		this.text = text.getBytes(StandardCharsets.UTF_8);
		this.digest = sha1(this.text);
		this.returnType = returnType;
	}

	private static String sha1(byte[] text) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java has SHA-1", ex);
		}
	}

	/**
	 * Runs it.
	 * @param connection where
	 * @param keys how many of the arguments are keys
	 * @param arguments the keys, and what follows them
	 * @return what it returns
	 */
	@Nullable Object run(RedisConnection connection, int keys, List<byte[]> arguments) {
		byte[][] array = arguments.toArray(byte[][]::new);
		try {
			return connection.scriptingCommands().evalSha(this.digest, this.returnType, keys, array);
		}
		catch (DataAccessException ex) {
			if (!isUnknown(ex)) {
				throw ex;
			}
			return connection.scriptingCommands().eval(this.text, this.returnType, keys, array);
		}
	}

	/** For those who send it without knowing whether Redis knows it. */
	byte[] text() {
		return this.text;
	}

	/** After a restart of Redis, or on a node of a cluster that has not run it yet. */
	private static boolean isUnknown(Throwable thrown) {
		Throwable cause = thrown;
		for (int depth = 0; cause != null && depth < 10; depth++) {
			if (cause.getMessage() != null && cause.getMessage().contains("NOSCRIPT")) {
				return true;
			}
			cause = cause.getCause();
		}
		return false;
	}

}
