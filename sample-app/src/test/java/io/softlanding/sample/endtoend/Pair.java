/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

import java.time.Duration;

/**
 * Two instances and HAProxy before them.
 */
final class Pair implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	private final SampleApp.Launch[] launches;

	private final SampleApp[] apps = new SampleApp[2];

	private final HaProxy proxy;

	/**
	 * Starts all three and waits until both instances get traffic.
	 * @param mode {@code tcp} or {@code http}
	 * @param checks how HAProxy asks for readiness, such as {@code inter 500ms fall 1}
	 */
	Pair(String mode, String checks, SampleApp.Launch first, SampleApp.Launch second) throws Exception {
		this.launches = new SampleApp.Launch[] { first, second };
		for (int i = 0; i < this.apps.length; i++) {
			this.apps[i] = this.launches[i].start().awaitReady();
		}
		this.proxy = HaProxy.start(mode, checks, first.ports(), second.ports());
		this.proxy.awaitAllUp();
	}

	int port() {
		return this.proxy.port();
	}

	/**
	 * Ends an instance and starts it again.
	 * @return how long it took to end, from the signal to the end of the process
	 */
	Duration restart(int instance, String signal) throws Exception {
		SampleApp app = this.apps[instance];
		long signalled = System.nanoTime();
		app.signal(signal);
		app.awaitExit(PATIENCE);
		Duration took = Duration.ofNanos(System.nanoTime() - signalled);
		this.apps[instance] = this.launches[instance].start().awaitReady();
		this.proxy.awaitAllUp();
		return took;
	}

	@Override
	public void close() throws InterruptedException {
		this.proxy.close();
		for (SampleApp app : this.apps) {
			app.close();
		}
	}

}
