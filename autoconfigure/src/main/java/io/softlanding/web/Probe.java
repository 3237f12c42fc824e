/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.util.List;
import java.util.function.Predicate;

import io.softlanding.inflight.ManagementRequests.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Request for the health of this instance.
 *
 * @param kind whether it asks for liveness or readiness
 * @param address where it came from
 * @param port the port it came from, which a kept connection keeps; 0 if it is not known
 * @param agent what its client calls itself
 * @param path what was asked for, for example {@code /actuator/health/readiness}
 * @param forwarded whether a proxy sent it on for a client
 * @param nanos when it arrived
 */
record Probe(Kind kind, @Nullable String address, int port, @Nullable String agent, String path, boolean forwarded,
		long nanos) {

	private static final List<String> FORWARDED = List.of("X-Forwarded-For", "Forwarded", "Via");

	/** Beginning of the user agent of Kubernetes' own probes. */
	private static final String KUBELET = "kube-probe/";

	static boolean isForwarded(Predicate<String> hasHeader) {
		return FORWARDED.stream().anyMatch(hasHeader);
	}

	static boolean isKubelet(@Nullable String agent) {
		return agent != null && agent.startsWith(KUBELET);
	}

	/** Whether Kubernetes restarts the container if such probes fail. */
	boolean isLivenessOfKubelet() {
		return this.kind == Kind.LIVENESS && isKubelet(this.agent);
	}

}
