/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import org.eclipse.jetty.server.Server;

import org.springframework.boot.web.server.WebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/**
 * Lets {@link JettyServer} observe an embedded Jetty, around what other customizers have
 * added.
 */
final class JettyCustomizer implements WebServerFactoryCustomizer<WebServerFactory>, Ordered {

	private final JettyServer server;

	JettyCustomizer(JettyServer server) {
		this.server = server;
	}

	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

	@Override
	public void customize(WebServerFactory factory) {
		ServerCustomizers.add(factory, "customize", (server) -> {
			if (server instanceof Server jetty) {
				this.server.observe(jetty);
			}
			return null;
		});
	}

}
