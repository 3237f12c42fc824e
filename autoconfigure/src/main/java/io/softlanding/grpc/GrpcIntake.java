/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.grpc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StoppedInFront;
import io.softlanding.process.DrainThread;
import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;

import org.springframework.context.Lifecycle;

/**
 * Has servers send GOAWAY and close their ports, once. Calls that are on their way, and
 * those in flight, are served. Spring takes a server for stopped as soon as its port is
 * closed, and does not wait for its calls then.
 */
final class GrpcIntake implements StoppedInFront {

	private final GrpcServers servers;

	private final GrpcCalls calls;

	private final GrpcStreamEnd streams;

	/** How long a drain may take. */
	private final Supplier<Duration> timeout;

	private final NanoClock clock;

	/** Servers that were told, and that failed. Guarded by this, like the next two. */
	private final List<String> told = new ArrayList<>();

	private final Set<String> failed = new TreeSet<>();

	private int connections;

	private boolean known = true;

	GrpcIntake(GrpcServers servers, GrpcCalls calls, GrpcStreamEnd streams, Supplier<Duration> timeout,
			NanoClock clock) {
		this.servers = servers;
		this.calls = calls;
		this.streams = streams;
		this.timeout = timeout;
		this.clock = clock;
	}

	/** Closes the ports that are still open. */
	synchronized DrainResult close() {
		this.servers.all().forEach(this::close);
		if (!this.failed.isEmpty()) {
			return DrainResult.failed("gRPC servers failed to stop accepting connections: %s", this.failed);
		}
		return this.told.isEmpty() ? DrainResult.nothingToDo("No gRPC server accepts connections")
				: DrainResult.completed("gRPC servers no longer accept connections (%s); GOAWAY sent to %s clients",
						String.join(", ", this.told), this.known ? this.connections : "all");
	}

	private synchronized void close(GrpcServers.Started started) {
		if (!GrpcServers.accepts(started.server())) {
			return;
		}
		if (this.told.isEmpty()) {
			this.connections = this.calls.connections();
		}
		String name = GrpcServers.name(started.server());
		try {
			started.server().shutdown();
			this.known &= !this.servers.isUnobserved(started);
			this.failed.remove(name);
			this.told.add(name);
		}
		catch (RuntimeException ex) {
			this.failed.add(name);
		}
	}

	@Override
	public boolean stops(Lifecycle bean) {
		return server(bean) != null;
	}

	/** The server of a bean, if its calls are known. */
	private GrpcServers.@Nullable Started server(Lifecycle bean) {
		return this.servers.all()
			.stream()
			.filter((server) -> server.lifecycle() == bean && !this.servers.isUnobserved(server))
			.findFirst()
			.orElse(null);
	}

	@Override
	public boolean isRunning(Lifecycle bean) {
		GrpcServers.Started server = server(bean);
		return server != null && (GrpcServers.accepts(server.server()) || isBusy());
	}

	/** Streams that do not end by themselves are ended later. */
	private boolean isBusy() {
		return this.calls.active()
			.stream()
			.anyMatch((call) -> call.network() && (this.streams == GrpcStreamEnd.AWAIT || !call.endless())
					&& !this.calls.waitsForDrain(call));
	}

	@Override
	public void stop(Lifecycle bean, Runnable whenStopped) {
		DrainThread.startOrRun("grpc-intake", () -> {
			GrpcServers.Started server = server(bean);
			if (server != null) {
				close(server);
				this.calls.endInternal();
			}
			try {
				if (awaitCalls(this.timeout.get().toNanos())) {
					whenStopped.run();
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
	}

	/** Calls may be on their way to a server that has sent GOAWAY. */
	private boolean awaitCalls(long nanos) throws InterruptedException {
		long end = this.clock.nanoTime() + nanos;
		while (this.calls.await(() -> !isBusy(), end - this.clock.nanoTime(), GrpcCallsParticipant.CLOSING_NANOS)) {
			this.calls.await(() -> isBusy() || this.servers.areTerminated(), GrpcCallsParticipant.CLOSING_NANOS,
					GrpcCallsParticipant.LOOK_NANOS);
			if (!isBusy()) {
				this.calls.quiet();
				return true;
			}
		}
		return false;
	}

}
