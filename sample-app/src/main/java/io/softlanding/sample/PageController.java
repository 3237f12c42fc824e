/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample;

import org.springframework.core.env.Environment;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells the page what it cannot know: the port and the path of the management endpoints.
 */
@RestController
class PageController {

	private final Environment environment;

	PageController(Environment environment) {
		this.environment = environment;
	}

	@GetMapping("/page")
	PageSettings settings() {
		// Known once the ports are open: either may have been chosen at random.
		int port = this.environment.getRequiredProperty("local.server.port", Integer.class);
		return new PageSettings(this.environment.getProperty("spring.application.name", ""),
				this.environment.getProperty("local.management.port", Integer.class, port),
				this.environment.getProperty("management.endpoints.web.base-path", "/actuator"));
	}

	record PageSettings(String application, int managementPort, String managementPath) {
	}

}
