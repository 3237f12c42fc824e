/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import org.springframework.context.ApplicationEvent;

/**
 * Published when a drain for maintenance is undone, before traffic comes back: begin
 * again what was ended for {@link DrainStartedEvent}.
 *
 * @since 0.1
 */
public final class DrainResumedEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	DrainResumedEvent(Object source) {
		super(source);
	}

}
