/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import io.softlanding.inflight.ServedRequest;

/**
 * A request that is over when the test says so.
 */
final class StubRequest implements ServedRequest {

	private volatile boolean over;

	void end() {
		this.over = true;
	}

	@Override
	public String method() {
		return "POST";
	}

	@Override
	public String route() {
		return "/orders/{id}/pay";
	}

	@Override
	public boolean ended() {
		return this.over;
	}

	@Override
	public boolean isOver() {
		return this.over;
	}

}
