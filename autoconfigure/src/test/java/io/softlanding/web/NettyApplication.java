/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.util.HashMap;
import java.util.Map;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;

/**
 * A reactive application on a real Netty.
 */
public final class NettyApplication {

	private NettyApplication() {
	}

	/**
	 * Starts an application on a free port.
	 * @param type its configuration
	 * @param properties what it needs besides
	 */
	public static ConfigurableApplicationContext start(Class<?> type, Map<String, Object> properties) {
		// Spring Boot takes the first server that it finds.
		ClassLoader nettyOnly = new FilteredClassLoader("org.apache.catalina", "org.eclipse.jetty");
		SpringApplication application = new SpringApplication(new DefaultResourceLoader(nettyOnly), type);
		application.setWebApplicationType(WebApplicationType.REACTIVE);
		Map<String, Object> all = new HashMap<>(properties);
		all.putAll(Map.of("server.port", 0, "spring.jmx.enabled", false, "spring.main.banner-mode", "off"));
		application.setDefaultProperties(all);
		return application.run();
	}

}
