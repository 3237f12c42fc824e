/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * A request for the health of this instance.
 *
 * @param address where it came from
 * @param port the port it came from, which a kept connection keeps; 0 if it is not known
 * @param agent what its client calls itself
 * @param path what was asked for, for example {@code /actuator/health/readiness}
 * @param forwarded whether a proxy sent it on for a client, and did not ask for itself
 */
record Probe(@Nullable String address, int port, @Nullable String agent, String path, boolean forwarded) {

	private static final List<String> FORWARDED = List.of("X-Forwarded-For", "Forwarded", "Via");

	/** What Kubernetes' own probes call themselves. */
	private static final String KUBELET = "kube-probe/";

	static Probe from(@Nullable InetSocketAddress remote, @Nullable String agent, String path,
			Predicate<String> hasHeader) {
		InetAddress address = (remote != null) ? remote.getAddress() : null;
		return new Probe((address != null) ? address.getHostAddress() : null, (remote != null) ? remote.getPort() : 0,
				agent, path, isForwarded(hasHeader));
	}

	static boolean isForwarded(Predicate<String> hasHeader) {
		return FORWARDED.stream().anyMatch(hasHeader);
	}

	static boolean isKubelet(@Nullable String agent) {
		return agent != null && agent.startsWith(KUBELET);
	}

}
