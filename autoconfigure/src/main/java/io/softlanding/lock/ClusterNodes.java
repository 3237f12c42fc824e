/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.softlanding.process.SoftlandingThread;
import io.softlanding.time.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.data.redis.connection.ClusterSlotHashUtil;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisClusterNode;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Cached assignment of keys to the nodes of a cluster, refreshed in the background
 * because a node may hang.
 */
final class ClusterNodes {

	private static final Logger logger = LoggerFactory.getLogger(ClusterNodes.class);

	/** The name of what has the slots of which nothing is known. */
	private static final String UNKNOWN = "?";

	private static final long LASTS_NANOS = TimeUnit.SECONDS.toNanos(10);

	private final RedisConnectionFactory connections;

	private final NanoClock clock;

	private final AtomicBoolean looking = new AtomicBoolean();

	/** By slot; empty until something is known. */
	private volatile String[] nodes = {};

	private volatile boolean cluster;

	private volatile long lookedNanos;

	ClusterNodes(RedisConnectionFactory connections, NanoClock clock) {
		this.connections = connections;
		this.clock = clock;
	}

	boolean isCluster() {
		return this.cluster;
	}

	/** Notes what kind of connection there is. */
	void seen(RedisConnection connection) {
		if (connection instanceof RedisClusterConnection) {
			this.cluster = true;
			lookIfOld();
		}
	}

	/** Returns the name of the node that has a key. */
	String of(byte[] key) {
		lookIfOld();
		String[] nodes = this.nodes;
		String node = (nodes.length > 0) ? nodes[ClusterSlotHashUtil.calculateSlot(key)] : UNKNOWN;
		return (node != null) ? node : UNKNOWN;
	}

	private void lookIfOld() {
		boolean old = this.nodes.length == 0 || this.clock.nanoTime() - this.lookedNanos > LASTS_NANOS;
		if (!old || !this.looking.compareAndSet(false, true)) {
			return;
		}
		try {
			new SoftlandingThread("lease-nodes", this::look).start();
		}
		catch (OutOfMemoryError ex) {
			// No thread left to give: what is known is good enough.
			this.looking.set(false);
		}
	}

	private void look() {
		try (RedisConnection connection = this.connections.getConnection()) {
			if (connection instanceof RedisClusterConnection cluster) {
				String[] nodes = new String[ClusterSlotHashUtil.SLOT_COUNT];
				for (RedisClusterNode node : cluster.clusterGetNodes()) {
					for (int slot : node.getSlotRange().getSlots()) {
						nodes[slot] = node.asString();
					}
				}
				this.nodes = nodes;
			}
		}
		catch (RuntimeException ex) {
			logger.debug("The nodes of the cluster are as they were before", ex);
		}
		finally {
			this.lookedNanos = this.clock.nanoTime();
			this.looking.set(false);
		}
	}

}
