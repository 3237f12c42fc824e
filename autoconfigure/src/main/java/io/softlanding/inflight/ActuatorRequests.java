/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.inflight;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.EndpointsSupplier;
import org.springframework.boot.actuate.endpoint.web.ExposableWebEndpoint;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoint;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;

/**
 * Recognises requests to actuator by the paths its endpoints have.
 */
public final class ActuatorRequests implements ManagementRequests {

	private static final EndpointId HEALTH = EndpointId.of("health");

	private final Supplier<@Nullable PathMappedEndpoints> endpoints;

	private final @Nullable WebServerNamespace namespace;

	private volatile @Nullable Paths paths;

	/**
	 * Paths of endpoints.
	 *
	 * @param health the health endpoint, and its groups with an additional path
	 * @param exact endpoints without anything below them
	 * @param roots endpoints with something below them
	 */
	private record Paths(String base, List<String> health, Set<String> exact, List<String> roots) {
	}

	/**
	 * Creates an instance for one server.
	 * @param endpoints the endpoints, asked for at the first request
	 * @param namespace {@code null} for a server that the application shares with the
	 * endpoints; that of the management port; or that of the application's server beside
	 * a management port, which has only the additional paths of health groups
	 */
	public ActuatorRequests(Supplier<@Nullable PathMappedEndpoints> endpoints, @Nullable WebServerNamespace namespace) {
		this.endpoints = endpoints;
		this.namespace = namespace;
	}

	/**
	 * Returns the endpoints as Spring Boot maps them. Its own bean of them is left alone:
	 * an application that starts lazily does not make it.
	 * @param properties the properties of web endpoints
	 * @param suppliers the suppliers of endpoints
	 * @return supplies the endpoints, {@code null} if there are none
	 */
	public static Supplier<@Nullable PathMappedEndpoints> endpoints(ObjectProvider<WebEndpointProperties> properties,
			ObjectProvider<EndpointsSupplier<?>> suppliers) {
		return () -> properties.orderedStream()
			.findFirst()
			.map((web) -> new PathMappedEndpoints(web.getBasePath(), suppliers.orderedStream().toList()))
			.orElse(null);
	}

	@Override
	public Kind kind(String path) {
		Paths paths = paths();
		if (isBelow(paths.health(), path)) {
			boolean liveness = path.endsWith("/liveness") || path.endsWith("/livez");
			return liveness ? Kind.LIVENESS : Kind.PROBE;
		}
		return path.startsWith(paths.base()) && (paths.exact().contains(path) || isBelow(paths.roots(), path))
				? Kind.MANAGEMENT : Kind.APPLICATION;
	}

	private static boolean isBelow(List<String> roots, String path) {
		for (String root : roots) {
			if (path.startsWith(root) && (path.length() == root.length() || path.charAt(root.length()) == '/')) {
				return true;
			}
		}
		return false;
	}

	private Paths paths() {
		Paths paths = this.paths;
		if (paths == null) {
			PathMappedEndpoints endpoints = this.endpoints.get();
			paths = (endpoints != null) ? read(endpoints) : new Paths("", List.of(), Set.of(), List.of());
			this.paths = paths;
		}
		return paths;
	}

	/** Only what endpoints really have: the application may use their base path too. */
	private Paths read(PathMappedEndpoints endpoints) {
		WebServerNamespace beside = (this.namespace != null) ? this.namespace : WebServerNamespace.SERVER;
		List<String> health = new ArrayList<>(endpoints.getAdditionalPaths(beside, HEALTH));
		Set<String> exact = new HashSet<>();
		List<String> roots = new ArrayList<>();
		String base = endpoints.getBasePath();
		if (!WebServerNamespace.SERVER.equals(this.namespace)) {
			String root = endpoints.getPath(HEALTH);
			if (root != null) {
				health.add(root);
			}
			if (base.length() > 1) {
				// The page with the links to them.
				exact.add(base);
				exact.add(base + "/");
			}
			for (PathMappedEndpoint endpoint : endpoints) {
				String path = ((base.length() > 1) ? base : "") + "/" + endpoint.getRootPath();
				if (hasMore(endpoint)) {
					roots.add(path);
				}
				else {
					exact.add(path);
				}
			}
		}
		return new Paths(base, List.copyOf(health), Set.copyOf(exact), List.copyOf(roots));
	}

	/** What is no web endpoint serves whatever is below it. */
	private static boolean hasMore(PathMappedEndpoint endpoint) {
		return !(endpoint instanceof ExposableWebEndpoint web) || web.getOperations()
			.stream()
			.anyMatch((operation) -> operation.getRequestPredicate().getPath().contains("{"));
	}

}
