/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.hook.DefaultShutdownHook;
import org.slf4j.LoggerFactory;

/**
 * Shutdown hooks as others register them before Spring Boot does: an agent that exports
 * what it has and closes, and Logback's own, which stops all logging. The virtual machine
 * starts all hooks at once.
 */
final class ForeignHooks {

	private ForeignHooks() {
	}

	static void register() {
		Runtime.getRuntime()
			.addShutdownHook(new Thread(() -> FaultyApplication.say("HOOK OF THE AGENT"), "agent-shutdown"));
		DefaultShutdownHook logback = new DefaultShutdownHook();
		logback.setContext((LoggerContext) LoggerFactory.getILoggerFactory());
		Runtime.getRuntime().addShutdownHook(new Thread(() -> {
			FaultyApplication.say("HOOK OF LOGBACK");
			logback.run();
		}, "logback-shutdown"));
	}

}
