/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.function.Supplier;

import io.softlanding.config.LocalBeans;
import jakarta.servlet.ServletContext;
import jakarta.websocket.Session;
import jakarta.websocket.WebSocketContainer;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.context.WebApplicationContext;

/**
 * The sessions of a servlet container. Its WebSocket containers are attributes of the
 * servlet context, which all sessions belong to, whether Spring or the application has
 * registered their endpoints.
 */
final class ServletSessions implements OpenSessions {

	private static final boolean TOMCAT = ClassUtils.isPresent("org.apache.tomcat.util.net.SocketWrapperBase",
			ServletSessions.class.getClassLoader());

	private static final boolean JETTY = ClassUtils.isPresent("org.eclipse.jetty.websocket.api.Session",
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
		boolean known = true;
		for (String name : Collections.list(servletContext.getAttributeNames())) {
			// Jetty has two of them, one for each of its APIs.
			if (name.contains("WebSocketServerContainer") || name.equals("jakarta.websocket.server.ServerContainer")) {
				Collection<?> open = sessions(servletContext.getAttribute(name));
				known &= open != null;
				if (open != null) {
					open.forEach((session) -> add(session, this.handedOver.get(), sessions));
				}
			}
		}
		return known;
	}

	/** Tomcat shows them only to its own package. */
	private static @Nullable Collection<?> sessions(@Nullable Object container) {
		if (container == null) {
			return Collections.emptyList();
		}
		Method method = ReflectionUtils.findMethod(container.getClass(), "getOpenSessions");
		if (method != null) {
			return (ReflectionUtils.invokeMethod(method, container) instanceof Collection<?> open) ? open : null;
		}
		Object open = (container instanceof WebSocketContainer) ? TomcatSession.get(container, "sessions") : null;
		return (open instanceof Map<?, ?> map) ? map.keySet() : null;
	}

	private static void add(Object session, HandedOver handedOver, Collection<OpenSession> sessions) {
		if (session instanceof Session jakarta) {
			sessions.add(TOMCAT ? TomcatSession.of(jakarta, handedOver) : new JakartaSession(jakarta, handedOver));
		}
		else if (JETTY) {
			OpenSession jetty = JettySession.of(session, handedOver);
			if (jetty != null) {
				sessions.add(jetty);
			}
		}
	}

}
