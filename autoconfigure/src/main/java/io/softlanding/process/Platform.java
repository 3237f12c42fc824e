/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.core.env.Environment;

/**
 * What runs this process and will, sooner or later, kill it.
 *
 * @since 0.1
 */
public enum Platform {

	/**
	 * Kubernetes: endpoints follow readiness and termination, the grace period is 30 s
	 * unless declared otherwise.
	 */
	KUBERNETES,

	/** Another platform that Spring Boot knows, with a router of its own. */
	CLOUD,

	/** A plain container: Docker sends SIGKILL after 10 s. */
	CONTAINER,

	/** Nothing that was recognised. */
	NONE;

	/**
	 * Finds out where this process runs.
	 * @param environment the application's environment, for
	 * {@code spring.main.cloud-platform} and the platform's own variables
	 * @param root the root of the file system, where containers leave their marks
	 * @return the platform
	 */
	public static Platform detect(Environment environment, Path root) {
		@Nullable CloudPlatform cloud = CloudPlatform.getActive(environment);
		if (cloud == CloudPlatform.KUBERNETES) {
			return KUBERNETES;
		}
		if (cloud != null && cloud != CloudPlatform.NONE) {
			return CLOUD;
		}
		boolean container = Files.exists(root.resolve(".dockerenv")) || Files.exists(root.resolve("run/.containerenv"));
		return container ? CONTAINER : NONE;
	}

	/**
	 * Whether something that routes requests to this instance has to be expected, even if
	 * it has not been seen.
	 * @return {@code true} on Kubernetes and on clouds
	 */
	public boolean routes() {
		return this == KUBERNETES || this == CLOUD;
	}

}
