/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import io.softlanding.drain.DrainController;
import io.softlanding.drain.DrainState;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;

/**
 * Says why no reload is possible while the instance starts or drains.
 */
final class ReloadReadiness implements ApplicationListener<ApplicationReadyEvent> {

	private final ApplicationContext context;

	private final ObjectProvider<DrainController> drain;

	private volatile boolean ready;

	ReloadReadiness(ApplicationContext context, ObjectProvider<DrainController> drain) {
		this.context = context;
		this.drain = drain;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		if (event.getApplicationContext() == this.context) {
			this.ready = true;
		}
	}

	@Nullable String refusal() {
		if (!this.ready) {
			return "The application is not ready yet";
		}
		DrainController controller = this.drain.getIfAvailable();
		return (controller == null || controller.state() == DrainState.RUNNING) ? null : "The instance is draining";
	}

}
