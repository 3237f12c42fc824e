/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.softlanding.process.SoftlandingThread;

/**
 * Asks each node of a cluster on a thread of its own, so that one that hangs delays no
 * other.
 */
final class NodeTasks {

	private final LeaseStore store;

	private final Consumer<List<HeldLease>> action;

	private final Set<String> busy = ConcurrentHashMap.newKeySet();

	private final ThreadPoolExecutor threads = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS,
			new SynchronousQueue<>(), (task) -> new SoftlandingThread("lease-node", task));

	/** Creates what has no thread yet. */
	NodeTasks(LeaseStore store, Consumer<List<HeldLease>> action) {
		this.store = store;
		this.action = action;
	}

	/** Asks for leases. */
	List<HeldLease> ask(List<HeldLease> leases) {
		Map<String, List<HeldLease>> servers = this.store.byServer(leases);
		List<HeldLease> only = servers.get(LeaseStore.ONLY_SERVER);
		if (only != null) {
			this.action.accept(only);
			return List.of();
		}
		List<HeldLease> waiting = new ArrayList<>();
		servers.forEach((server, its) -> {
			if (!this.busy.add(server)) {
				waiting.addAll(its);
				return;
			}
			Runnable turn = () -> {
				try {
					this.action.accept(its);
				}
				finally {
					this.busy.remove(server);
				}
			};
			try {
				this.threads.execute(turn);
			}
			catch (RejectedExecutionException | OutOfMemoryError ex) {
				// Has been stopped, or there is no thread left to give.
				turn.run();
			}
		});
		return waiting;
	}

	void stop() {
		this.threads.shutdown();
	}

}
