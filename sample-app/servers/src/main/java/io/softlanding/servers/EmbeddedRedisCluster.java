/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A Redis Cluster of this machine, without replicas and without persistence.
 */
public final class EmbeddedRedisCluster implements AutoCloseable {

	private static final int SLOTS = 16_384;

	/** Nodes talk to each other on ports that are so much higher. */
	private static final int BUS = 10_000;

	private static final int LAST_PORT = 65_535;

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final List<EmbeddedRedisServer> nodes;

	private EmbeddedRedisCluster(List<EmbeddedRedisServer> nodes) {
		this.nodes = nodes;
	}

	/**
	 * Starts the cluster and returns when each node takes it for complete.
	 * @param size of how many nodes
	 * @throws IllegalStateException if that takes longer than twenty seconds
	 */
	public static EmbeddedRedisCluster start(int size) {
		EmbeddedRedisCluster cluster = new EmbeddedRedisCluster(new ArrayList<>());
		try {
			for (int i = 0; i < size; i++) {
				cluster.nodes.add(EmbeddedRedisServer.start(freePort(), "--cluster-enabled", "yes"));
			}
			cluster.join();
			return cluster;
		}
		catch (RuntimeException ex) {
			cluster.close();
			throw ex;
		}
	}

	private void join() {
		int size = this.nodes.size();
		EmbeddedRedisServer first = this.nodes.get(0);
		for (int i = 0; i < size; i++) {
			RedisProbe node = probe(this.nodes.get(i));
			node.ask("CLUSTER ADDSLOTS " + IntStream.range(SLOTS * i / size, SLOTS * (i + 1) / size)
				.mapToObj(Integer::toString)
				.collect(Collectors.joining(" ")));
			node.ask("CLUSTER SET-CONFIG-EPOCH " + (i + 1));
			node.ask("CLUSTER MEET " + first.host() + " " + first.port());
		}
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while (!this.nodes.stream().allMatch((node) -> "cluster_state:ok".equals(probe(node).ask("CLUSTER INFO")))) {
			if (System.nanoTime() > deadline) {
				throw new IllegalStateException("The cluster is not complete after " + PATIENCE);
			}
			Thread.onSpinWait();
		}
	}

	private static RedisProbe probe(EmbeddedRedisServer node) {
		return new RedisProbe(node.host(), node.port());
	}

	private static int freePort() {
		while (true) {
			int port = EmbeddedRedisServer.freePort();
			if (port + BUS > LAST_PORT) {
				continue;
			}
			try (ServerSocket bus = new ServerSocket(port + BUS, 1, InetAddress.getLoopbackAddress())) {
				return port;
			}
			catch (IOException ex) {
				// Taken: look for another.
				continue;
			}
		}
	}

	/** The ports of the nodes, all on 127.0.0.1. */
	public List<Integer> ports() {
		return this.nodes.stream().map(EmbeddedRedisServer::port).toList();
	}

	/**
	 * Stops one node.
	 * @param node which, from 0
	 */
	public void stop(int node) {
		this.nodes.get(node).close();
	}

	/**
	 * Lets one node answer nobody any more.
	 * @param node which, from 0
	 */
	public void pause(int node) {
		this.nodes.get(node).pause();
	}

	/** Stops all nodes. Calling it again is harmless. */
	@Override
	public void close() {
		this.nodes.forEach(EmbeddedRedisServer::close);
	}

}
