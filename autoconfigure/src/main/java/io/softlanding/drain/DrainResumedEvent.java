/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import org.springframework.context.ApplicationEvent;

/**
 * Published at the end of a drain for maintenance, before traffic is accepted again.
 * Listeners can restart what they have ended for {@link DrainStartedEvent}.
 *
 * @since 0.1
 */
public final class DrainResumedEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	DrainResumedEvent(Object source) {
		super(source);
	}

}
