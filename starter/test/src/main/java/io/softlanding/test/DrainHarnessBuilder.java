/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Builder for a {@link DrainHarness}. Not for use by several threads.
 *
 * @since 0.1.0
 */
public final class DrainHarnessBuilder {

	private final Class<?> application;

	private final Map<String, String> properties = new LinkedHashMap<>();

	private int instances = 1;

	private List<String> jvmArgs = List.of("-XX:TieredStopAtLevel=1");

	private List<String> withoutLibraries = List.of();

	private String readinessPath = "/actuator/health/readiness";

	private Duration probeInterval = Duration.ofMillis(200);

	private int fall = 1;

	private Duration startTimeout = Duration.ofMinutes(2);

	private Duration endTimeout = Duration.ofSeconds(60);

	DrainHarnessBuilder(Class<?> application) {
		this.application = application;
	}

	/**
	 * Sets the number of instances.
	 * @param instances the number, 1 by default
	 * @return this builder
	 */
	public DrainHarnessBuilder instances(int instances) {
		if (instances < 1) {
			throw new IllegalArgumentException("There is at least 1 instance, not " + instances);
		}
		this.instances = instances;
		return this;
	}

	/**
	 * Adds properties of the application.
	 * @param properties names and values, such as {@code spring.profiles.active=test}
	 * @return this builder
	 */
	public DrainHarnessBuilder properties(String... properties) {
		for (String property : properties) {
			int equals = property.indexOf('=');
			if (equals < 1) {
				throw new IllegalArgumentException("A property is name=value, not '" + property + "'");
			}
			property(property.substring(0, equals).strip(), property.substring(equals + 1).strip());
		}
		return this;
	}

	/**
	 * Adds a property of the application.
	 * @param name name of the property
	 * @param value its value
	 * @return this builder
	 */
	public DrainHarnessBuilder property(String name, String value) {
		this.properties.put(name, value);
		return this;
	}

	/**
	 * Sets the options of the virtual machine.
	 * @param jvmArgs the options, {@code -XX:TieredStopAtLevel=1} by default
	 * @return this builder
	 */
	public DrainHarnessBuilder jvmArgs(String... jvmArgs) {
		this.jvmArgs = List.of(jvmArgs);
		return this;
	}

	/**
	 * Leaves libraries out of the class path of the application, to see how it ends
	 * without them.
	 * @param fileNames parts of the names of their files, such as {@code spring-kafka}
	 * @return this builder
	 */
	public DrainHarnessBuilder withoutLibraries(String... fileNames) {
		this.withoutLibraries = List.of(fileNames);
		return this;
	}

	/**
	 * Sets what the balancer probes.
	 * @param path path on the management port, {@code /actuator/health/readiness} by
	 * default
	 * @param interval time between two probes of an instance, 200 ms by default
	 * @param fall number of failed probes after which an instance gets no new
	 * connections, 1 by default
	 * @return this builder
	 */
	public DrainHarnessBuilder readiness(String path, Duration interval, int fall) {
		if (!path.startsWith("/") || interval.toMillis() < 1 || fall < 1) {
			throw new IllegalArgumentException("A probe has a path that starts with /, an interval of at least 1 ms, "
					+ "and at least 1 failed probe: not " + path + ", " + interval + ", " + fall);
		}
		this.readinessPath = path;
		this.probeInterval = interval;
		this.fall = fall;
		return this;
	}

	/**
	 * Sets how long an instance may take to become ready.
	 * @param timeout the timeout, two minutes by default
	 * @return this builder
	 */
	public DrainHarnessBuilder startTimeout(Duration timeout) {
		this.startTimeout = timeout;
		return this;
	}

	/**
	 * Sets how long an instance may take to end after a signal until it is killed.
	 * @param timeout the timeout, one minute by default
	 * @return this builder
	 */
	public DrainHarnessBuilder endTimeout(Duration timeout) {
		this.endTimeout = timeout;
		return this;
	}

	/**
	 * Starts the instances and waits until they are ready.
	 * @return the harness, which has to be closed
	 * @throws IllegalArgumentException if the class has no {@code main} method
	 * @throws IllegalStateException if an instance does not become ready in time; what it
	 * has printed is in the message, and nothing is left running
	 * @throws InterruptedException if this thread is interrupted
	 */
	public DrainHarness start() throws InterruptedException {
		requireMain();
		try {
			DrainHarness harness = new DrainHarness(new DrainHarnessOptions(this.application, this.instances,
					this.properties, this.jvmArgs, this.withoutLibraries, this.readinessPath, this.probeInterval,
					this.fall, this.startTimeout, this.endTimeout));
			try {
				harness.startAll();
				return harness;
			}
			catch (IOException | RuntimeException | InterruptedException ex) {
				harness.close();
				throw ex;
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException("The application could not be started", ex);
		}
	}

	private void requireMain() {
		try {
			Method main = this.application.getMethod("main", String[].class);
			if (Modifier.isStatic(main.getModifiers())) {
				return;
			}
		}
		catch (NoSuchMethodException ex) {
			// Said below, for both.
		}
		throw new IllegalArgumentException(this.application.getName()
				+ " has no public static method main(String[]), with which it could be started");
	}

}
