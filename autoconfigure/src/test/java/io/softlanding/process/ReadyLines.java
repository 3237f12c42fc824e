/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/**
 * Says where an application can be reached, when it can be.
 */
final class ReadyLines implements ApplicationListener<ApplicationReadyEvent> {

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		Environment environment = event.getApplicationContext().getEnvironment();
		FaultyApplication.say("PORT " + environment.getProperty("local.server.port"));
		FaultyApplication.say("MANAGEMENT PORT " + environment.getProperty("local.management.port"));
		FaultyApplication.say("READY");
	}

}
