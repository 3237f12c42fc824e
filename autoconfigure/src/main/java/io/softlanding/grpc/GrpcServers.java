/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.grpc;

import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import org.jspecify.annotations.Nullable;

import org.springframework.context.Lifecycle;

/**
 * The gRPC servers of one context: those that spring-grpc has started, and beans of type
 * {@link Server}.
 */
final class GrpcServers {

	/**
	 * A server that has been started.
	 *
	 * @param lifecycle the bean that has started it, {@code null} if there is none
	 */
	record Started(Server server, @Nullable Lifecycle lifecycle) {
	}

	private final Supplier<Map<String, Server>> beans;

	private final List<Started> started = new CopyOnWriteArrayList<>();

	/** How many servers have been built with our interceptor. */
	private final AtomicInteger observed = new AtomicInteger();

	private volatile boolean servlet;

	GrpcServers(Supplier<Map<String, Server>> beans) {
		this.beans = beans;
	}

	/**
	 * A server with our interceptor is about to be built.
	 * @param servlet whether the web server serves it
	 */
	void built(boolean servlet) {
		if (servlet) {
			this.servlet = true;
		}
		else {
			this.observed.incrementAndGet();
		}
	}

	void started(Server server, Lifecycle lifecycle) {
		this.started.removeIf((other) -> other.server().isTerminated());
		this.started.add(new Started(server, lifecycle));
	}

	/** Whether calls of any server are known, that of a servlet container included. */
	boolean observesAny() {
		return this.servlet || this.observed.get() > 0;
	}

	/** Those that listen on the network. */
	List<Started> all() {
		List<Started> all = new ArrayList<>(this.started);
		this.beans.get()
			.values()
			.stream()
			.filter((bean) -> all.stream().noneMatch((known) -> known.server() == bean))
			.forEach((bean) -> all.add(new Started(bean, null)));
		all.removeIf((server) -> isInProcess(server.server()));
		return all;
	}

	/** Whether nothing is known of the calls of a server. */
	boolean isUnobserved(Started server) {
		return server.lifecycle() == null || this.started.size() > this.observed.get();
	}

	/** Those whose calls are not known. */
	List<Started> unobserved() {
		return all().stream().filter(this::isUnobserved).toList();
	}

	/** Whether observed servers have no connection any more that could bring a call. */
	boolean areTerminated() {
		return all().stream()
			.allMatch((server) -> isUnobserved(server) || server.server().isTerminated()
					|| !server.server().isShutdown());
	}

	/** Names of the services of those whose calls are not known. */
	List<String> servicesOfUnobserved() {
		return unobserved().stream()
			.flatMap((server) -> server.server().getServices().stream())
			.map(ServerServiceDefinition::getServiceDescriptor)
			.map((service) -> service.getName())
			.distinct()
			.toList();
	}

	/**
	 * Callers of an in-process server are other work of this process, which is waited
	 * for.
	 */
	private static boolean isInProcess(Server server) {
		try {
			return server.getListenSockets().stream().anyMatch(GrpcServers::isInProcess);
		}
		catch (RuntimeException ex) {
			// It has not been started.
			return false;
		}
	}

	private static boolean isInProcess(SocketAddress address) {
		return address.getClass().getName().startsWith("io.grpc.inprocess.");
	}

	/** Whether a server has been started and not been told to stop. */
	static boolean accepts(Server server) {
		if (server.isShutdown()) {
			return false;
		}
		try {
			server.getPort();
			return true;
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

	/** Describes a server, for results. */
	static String name(Server server) {
		try {
			return (server.getPort() > 0) ? "port " + server.getPort() : server.getListenSockets().toString();
		}
		catch (RuntimeException ex) {
			return "a closed port";
		}
	}

	static boolean awaitTermination(Server server, long nanos) {
		boolean interrupted = Thread.interrupted();
		try {
			return server.awaitTermination(Math.max(0, nanos), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			interrupted = true;
			return server.isTerminated();
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
