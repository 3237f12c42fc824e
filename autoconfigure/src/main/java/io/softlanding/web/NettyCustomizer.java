/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import reactor.netty.http.server.HttpServer;

import org.springframework.boot.web.server.WebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/**
 * Lets {@link NettyServer} observe an embedded Netty, after other customizers, whose
 * function around requests it keeps. One that is set later would replace it.
 */
final class NettyCustomizer implements WebServerFactoryCustomizer<WebServerFactory>, Ordered {

	private final NettyServer server;

	NettyCustomizer(NettyServer server) {
		this.server = server;
	}

	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

	@Override
	public void customize(WebServerFactory factory) {
		ServerCustomizers.add(factory, "apply",
				(server) -> (server instanceof HttpServer netty) ? this.server.observed(netty) : server);
	}

}
