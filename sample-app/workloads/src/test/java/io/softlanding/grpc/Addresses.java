/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.grpc;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;

import io.grpc.EquivalentAddressGroup;
import io.grpc.ManagedChannel;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.StatusOr;
import io.grpc.netty.NettyChannelBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Resolves a name to the ports of all instances, whether they run or not, as DNS does
 * with a time to live that is longer than a restart.
 */
final class Addresses extends NameResolverProvider {

	private volatile List<Integer> ports = List.of();

	private volatile NameResolver.@Nullable Listener2 listener;

	/** A client that sends its calls to the instances in turn. */
	ManagedChannel channel() {
		NameResolverRegistry registry = NameResolverRegistry.getDefaultRegistry();
		registry.register(this);
		ManagedChannel channel = NettyChannelBuilder.forTarget(getDefaultScheme() + ":///all")
			.defaultLoadBalancingPolicy("round_robin")
			.usePlaintext()
			.build();
		// Starts the resolver.
		channel.getState(true);
		return channel;
	}

	void publish(IntStream ports) {
		this.ports = ports.boxed().toList();
		publish();
	}

	private void publish() {
		NameResolver.Listener2 listener = this.listener;
		if (listener != null) {
			listener.onResult(NameResolver.ResolutionResult.newBuilder()
				.setAddressesOrError(StatusOr.fromValue(this.ports.stream()
					.map((port) -> new EquivalentAddressGroup(new InetSocketAddress("127.0.0.1", port)))
					.toList()))
				.build());
		}
	}

	@Override
	public NameResolver newNameResolver(URI target, NameResolver.Args args) {
		return new NameResolver() {

			@Override
			public String getServiceAuthority() {
				return "localhost";
			}

			@Override
			public void start(Listener2 listener) {
				Addresses.this.listener = listener;
				publish();
			}

			@Override
			public void refresh() {
				publish();
			}

			@Override
			public void shutdown() {
				NameResolverRegistry.getDefaultRegistry().deregister(Addresses.this);
			}

		};
	}

	@Override
	protected boolean isAvailable() {
		return true;
	}

	@Override
	protected int priority() {
		return 5;
	}

	@Override
	public String getDefaultScheme() {
		return "instances";
	}

}
