/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.RedisConnection;

/**
 * Sends many scripts to a cluster before the first is answered, over the connections that
 * Lettuce has to its nodes already. A pipeline of Spring's opens another connection
 * first, at whatever node comes next, which may be the one that hangs.
 */
final class LettuceCluster {

	private LettuceCluster() {
	}

	/**
	 * Runs a script once for each key.
	 * @param connection any connection
	 * @param script its text
	 * @param arguments a key and what follows it, for each run
	 * @return what each run has returned, or {@code null} if Lettuce does not hold this
	 * connection
	 */
	static @Nullable List<Object> run(RedisConnection connection, byte[] script, List<List<byte[]>> arguments) {
		return (connection.getNativeConnection() instanceof RedisAdvancedClusterAsyncCommands<?, ?> commands)
				? run(bytes(commands), script, arguments) : null;
	}

	/** Spring has no connections of another kind. */
	@SuppressWarnings("unchecked")
	private static RedisAdvancedClusterAsyncCommands<byte[], byte[]> bytes(
			RedisAdvancedClusterAsyncCommands<?, ?> commands) {
		return (RedisAdvancedClusterAsyncCommands<byte[], byte[]>) commands;
	}

	private static List<Object> run(RedisAdvancedClusterAsyncCommands<byte[], byte[]> cluster, byte[] script,
			List<List<byte[]>> arguments) {
		Duration timeout = cluster.getStatefulConnection().getTimeout();
		long end = System.nanoTime() + timeout.toNanos();
		List<RedisFuture<Object>> sent = new ArrayList<>(arguments.size());
		try {
			for (List<byte[]> each : arguments) {
				sent.add(cluster.eval(script, ScriptOutputType.MULTI, new byte[][] { each.get(0) },
						each.subList(1, each.size()).toArray(byte[][]::new)));
			}
			List<Object> answers = new ArrayList<>(sent.size());
			for (RedisFuture<Object> answer : sent) {
				answers.add(answer.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS));
			}
			return answers;
		}
		catch (ExecutionException ex) {
			throw new RedisSystemException("A node of the cluster has not run a script", ex.getCause());
		}
		catch (TimeoutException ex) {
			throw new QueryTimeoutException("A node of the cluster has not answered within " + timeout, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new QueryTimeoutException("Interrupted while the cluster was asked", ex);
		}
		finally {
			// What has been answered does not mind.
			sent.forEach((answer) -> answer.cancel(true));
		}
	}

}
