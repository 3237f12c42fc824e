/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.core.script.DefaultRedisScript;

/** A script that Redis knows by its digest after its first run. */
final class LeaseScript {

	private static final int MOST_CAUSES = 20;

	private final byte[] text;

	private final String digest;

	private final ReturnType returnType;

	LeaseScript(String text, ReturnType returnType) {
		this.text = text.getBytes(StandardCharsets.UTF_8);
		this.digest = new DefaultRedisScript<>(text).getSha1();
		this.returnType = returnType;
	}

	/** Runs it. */
	@Nullable Object run(RedisConnection connection, int keys, List<byte[]> arguments) {
		byte[][] array = arguments.toArray(byte[][]::new);
		try {
			return connection.scriptingCommands().evalSha(this.digest, this.returnType, keys, array);
		}
		catch (DataAccessException ex) {
			// After a restart of Redis, or on a node of a cluster that has not run it
			// yet.
			if (!isFrom(ex, "NOSCRIPT")) {
				throw ex;
			}
			return connection.scriptingCommands().eval(this.text, this.returnType, keys, array);
		}
	}

	/** Whether a failure is an error of the server with a code. */
	static boolean isFrom(Throwable thrown, String code) {
		return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
			.limit(MOST_CAUSES)
			.anyMatch((cause) -> String.valueOf(cause.getMessage()).contains(code));
	}

}
