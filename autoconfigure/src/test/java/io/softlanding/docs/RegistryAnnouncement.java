/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.docs;

import io.softlanding.drain.DrainResumedEvent;
import io.softlanding.drain.DrainStartedEvent;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

@Component
record RegistryAnnouncement(RegistryClient registry) {

	@EventListener(DrainStartedEvent.class)
	void leave() {
		this.registry.deregister();
	}

	@EventListener(DrainResumedEvent.class)
	void comeBack() {
		this.registry.register();
	}

}
