/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import java.util.Collection;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

import io.softlanding.config.LocalBeans;
import jakarta.servlet.ServletContext;
import jakarta.websocket.Session;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.context.WebApplicationContext;

/**
 * The sessions of Tomcat. Its WebSocket container is an attribute of the servlet context,
 * which all sessions belong to, whether Spring or the application has registered their
 * endpoints. Sessions of other servers are unknown.
 */
final class ServletSessions implements OpenSessions {

	private static final boolean TOMCAT = ClassUtils.isPresent("org.apache.tomcat.util.net.SocketWrapperBase",
			ServletSessions.class.getClassLoader());

	private final ConfigurableApplicationContext context;

	private final Supplier<HandedOver> handedOver = SingletonSupplier.of(this::findHandedOver);

	ServletSessions(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/** It exists if the application uses STOMP. */
	private HandedOver findHandedOver() {
		return LocalBeans.existing(this.context.getBeanFactory(), HandedOver.class)
			.values()
			.stream()
			.findFirst()
			.orElse(HandedOver.NONE);
	}

	@Override
	public boolean addTo(Collection<OpenSession> sessions) {
		ServletContext servletContext = (this.context instanceof WebApplicationContext web) ? web.getServletContext()
				: null;
		if (servletContext == null) {
			return true;
		}
		Object container = servletContext.getAttribute("jakarta.websocket.server.ServerContainer");
		if (!TOMCAT || (container != null && !container.getClass().getName().startsWith("org.apache.tomcat."))) {
			return Collections.list(servletContext.getAttributeNames())
				.stream()
				.noneMatch((name) -> name.toLowerCase(Locale.ROOT).contains("websocket"));
		}
		if (container == null) {
			return true;
		}
		// Tomcat shows them only to its own package.
		if (!(TomcatSession.get(container, "sessions") instanceof Map<?, ?> open)) {
			return false;
		}
		boolean known = true;
		for (Object each : open.keySet()) {
			if (each instanceof Session session && !TomcatSession.isOfClient(session)) {
				OpenSession found = TomcatSession.of(session, this.handedOver.get());
				known &= found != null;
				if (found != null) {
					sessions.add(found);
				}
			}
		}
		return known;
	}

}
