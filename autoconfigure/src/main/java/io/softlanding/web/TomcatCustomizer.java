/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.lang.reflect.Method;

import org.apache.catalina.LifecycleListener;
import org.apache.catalina.Valve;

import org.springframework.boot.web.server.WebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.util.ReflectionUtils;

/**
 * Lets {@link TomcatServer} listen to an embedded Tomcat. Called reflectively because the
 * factory's type moved between Spring Boot 3.5 and 4 while this method kept its name.
 */
final class TomcatCustomizer implements WebServerFactoryCustomizer<WebServerFactory>, Ordered {

	private final TomcatServer server;

	TomcatCustomizer(TomcatServer server) {
		this.server = server;
	}

	/** Before others: what they add may hold requests. */
	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public void customize(WebServerFactory factory) {
		add(factory, "addEngineValves", new Valve[] { this.server.valve() });
		add(factory, "addContextLifecycleListeners", new LifecycleListener[] { this.server::lifecycleEvent });
	}

	private static void add(WebServerFactory factory, String name, Object[] additions) {
		Method method = ReflectionUtils.findMethod(factory.getClass(), name, additions.getClass());
		if (method != null) {
			ReflectionUtils.invokeMethod(method, factory, (Object) additions);
		}
	}

}
