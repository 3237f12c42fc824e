package io.softlanding.web;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.EndpointsSupplier;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;

/**
 * Recognises requests to actuator by the paths its endpoints have.
 */
final class ActuatorRequests implements ManagementRequests {

	private static final EndpointId HEALTH = EndpointId.of("health");

	private final Supplier<@Nullable PathMappedEndpoints> endpoints;

	private final boolean onServer;

	private volatile @Nullable Paths paths;

	private record Paths(List<String> health, List<String> others) {
	}

	/**
	 * Creates the recogniser of one server.
	 * @param endpoints the endpoints, asked for at the first request
	 * @param onServer whether this server has the endpoints themselves; otherwise they
	 * have a port of their own, and here are only the probes that were put beside the
	 * application
	 */
	ActuatorRequests(Supplier<@Nullable PathMappedEndpoints> endpoints, boolean onServer) {
		this.endpoints = endpoints;
		this.onServer = onServer;
	}

	/**
	 * Returns the endpoints as Spring Boot maps them. Its own bean of them is left alone:
	 * an application that starts lazily does not make it.
	 */
	static Supplier<@Nullable PathMappedEndpoints> endpoints(ObjectProvider<WebEndpointProperties> properties,
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
			return liveness ? Kind.MANAGEMENT : Kind.PROBE;
		}
		return isBelow(paths.others(), path) ? Kind.MANAGEMENT : Kind.APPLICATION;
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
			paths = (endpoints != null) ? read(endpoints, this.onServer) : new Paths(List.of(), List.of());
			this.paths = paths;
		}
		return paths;
	}

	private static Paths read(PathMappedEndpoints endpoints, boolean onServer) {
		List<String> health = new ArrayList<>(endpoints.getAdditionalPaths(WebServerNamespace.SERVER, HEALTH));
		if (!onServer) {
			return new Paths(List.copyOf(health), List.of());
		}
		String root = endpoints.getPath(HEALTH);
		if (root != null) {
			health.add(root);
		}
		// With a base path of its own everything below it is actuator's; at the root only
		// the endpoints are.
		String base = endpoints.getBasePath();
		List<String> others = base.length() > 1 ? List.of(base) : List.copyOf(endpoints.getAllPaths());
		return new Paths(List.copyOf(health), others);
	}

}
