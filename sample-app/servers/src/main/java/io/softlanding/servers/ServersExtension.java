/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.servers;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * JUnit extension that gives tests the {@link ServerAddresses} of a PostgreSQL and a
 * Redis, started once for the whole run.
 *
 * <p>
 * The first test that asks starts them; they are stopped after the last test of the run.
 * Tests share them, so each uses names of its own for keys and tables.
 */
public final class ServersExtension implements ParameterResolver {

	private static final Namespace NAMESPACE = Namespace.create(ServersExtension.class);

	@Override
	public boolean supportsParameter(ParameterContext parameterContext, ExtensionContext extensionContext) {
		return parameterContext.getParameter().getType() == ServerAddresses.class;
	}

	@Override
	public Object resolveParameter(ParameterContext parameterContext, ExtensionContext extensionContext) {
		return extensionContext.getRoot()
			.getStore(NAMESPACE)
			.getOrComputeIfAbsent(RunningServers.class, (key) -> new RunningServers(Servers.start()),
					RunningServers.class)
			.servers()
			.addresses();
	}

	/**
	 * What JUnit closes at the end of the run: 5.12 by the one type, 6.0 by the other.
	 */
	private record RunningServers(Servers servers) implements CloseableResource, AutoCloseable {

		@Override
		public void close() {
			this.servers.close();
		}

	}

}
