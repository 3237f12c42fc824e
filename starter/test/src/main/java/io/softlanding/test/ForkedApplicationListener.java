/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.event.SpringApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySourcesPropertyResolver;
import org.springframework.core.env.StandardEnvironment;

/**
 * Tells the test which ports the application has chosen. Does nothing but in a process
 * that a {@link DrainHarness} has started.
 */
final class ForkedApplicationListener implements ApplicationListener<SpringApplicationEvent>, Ordered {

	/** The file to which the ports are written. */
	static final String PORTS_FILE = "softlanding.test.ports-file";

	/** The process of the test. */
	static final String TEST_PROCESS = "softlanding.test.process";

	/** Two seconds. */
	private static final int MOST_LOOKS = 8;

	private static final String MANAGEMENT_PORT = "management.server.port";

	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

	@Override
	public void onApplicationEvent(SpringApplicationEvent event) {
		String file = System.getProperty(PORTS_FILE);
		if (file == null) {
			return;
		}
		if (event instanceof ApplicationEnvironmentPreparedEvent prepared) {
			endWithTest();
			prepare(prepared.getEnvironment());
		}
		else if (event instanceof ApplicationReadyEvent ready) {
			Class<?> main = ready.getSpringApplication().getMainApplicationClass();
			SpringApplication.getShutdownHandlers()
				.add(new LeftoversProbe(Path.of(file).resolveSibling(""), (main != null) ? main.getPackageName() : ""));
			// The test may end the application as soon as it knows the ports.
			write(Path.of(file), ready.getApplicationContext().getEnvironment());
		}
	}

	/** Nothing else ends this process when the one of the test is killed. */
	private static void endWithTest() {
		var unused = ProcessHandle.of(Long.getLong(TEST_PROCESS, ProcessHandle.current().pid()))
			.map(ProcessHandle::onExit)
			.orElseGet(() -> CompletableFuture.completedFuture(ProcessHandle.current()))
			.thenRun(() -> Runtime.getRuntime().halt(1));
	}

	/**
	 * Several instances cannot share the port that the application has configured. One
	 * that is also the port of the web server stays so. Readiness can be probed as on
	 * Kubernetes, unless the application says otherwise.
	 */
	static void prepare(ConfigurableEnvironment environment) {
		// The port of the web server is a system property here.
		MutablePropertySources configured = new MutablePropertySources(environment.getPropertySources());
		configured.remove("configurationProperties");
		configured.remove(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
		PropertySourcesPropertyResolver resolver = new PropertySourcesPropertyResolver(configured);
		resolver.setIgnoreUnresolvableNestedPlaceholders(true);
		String port = resolver.getProperty(MANAGEMENT_PORT);
		if (port != null && !port.equals("-1") && System.getProperty(MANAGEMENT_PORT) == null) {
			boolean same = !port.equals("0") && port.equals(resolver.getProperty("server.port", "8080"));
			environment.getPropertySources()
				.addFirst(new MapPropertySource("softlandingDrainTest", Map.of(MANAGEMENT_PORT, same ? "" : "0")));
		}
		environment.getPropertySources()
			.addLast(new MapPropertySource("softlandingDrainTestDefaults",
					Map.of("management.endpoint.health.probes.enabled", "true")));
	}

	private static void write(Path file, Environment environment) {
		String port = environment.getProperty("local.server.port");
		String management = environment.getProperty("local.management.port");
		if (port != null || management != null) {
			write(file, number(port) + " " + number((management != null) ? management : port));
			return;
		}
		Thread main = Thread.currentThread();
		Balancer.daemons("drain-test-ports").newThread(() -> writeNone(file, main)).start();
	}

	private static void write(Path file, String text) {
		try {
			Path next = file.resolveSibling(file.getFileName() + ".tmp");
			Files.writeString(next, text);
			Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Tells that there is no port when no other context can bring one any more: the main
	 * thread has ended, or has been at something else than the start of a context.
	 */
	private static void writeNone(Path file, Thread main) {
		try {
			int looks = 0;
			while (main.isAlive() && looks < MOST_LOOKS && !Files.exists(file)) {
				Deadline.pause();
				boolean starts = Arrays.stream(main.getStackTrace())
					.anyMatch((frame) -> frame.getClassName().equals(SpringApplication.class.getName()));
				looks = starts ? 0 : looks + 1;
			}
			if (!Files.exists(file)) {
				write(file, "-1 -1");
			}
		}
		catch (UncheckedIOException ex) {
			// The test ends with its own timeout.
			return;
		}
	}

	private static String number(@Nullable String port) {
		return (port != null) ? port : "-1";
	}

}
