/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Requests at fixed rates, which are sent while something happens to the application. Not
 * for use by several threads.
 *
 * @since 0.1.0
 */
public final class Load {

	private static final Duration WARM_UP = Duration.ofSeconds(10);

	/** How long requests are still sent after the last event. */
	private static final long AFTER_MILLIS = 500;

	private final DrainHarness harness;

	private final List<HttpCall> calls = new ArrayList<>();

	private final List<Rate> rates = new ArrayList<>();

	private int connections = 20;

	private Duration timeout = HttpConnection.TIMEOUT;

	Load(DrainHarness harness) {
		this.harness = harness;
	}

	/**
	 * Adds requests that are sent at the same time.
	 * @param call the request
	 * @param rate how often it is sent
	 * @return this load
	 */
	public Load and(HttpCall call, Rate rate) {
		this.calls.add(call);
		this.rates.add(rate);
		return this;
	}

	/**
	 * Sets the number of connections that clients keep open, for each request. More are
	 * opened, and closed after one response, while all are in use.
	 * @param connections the number, 20 by default
	 * @return this load
	 */
	public Load connections(int connections) {
		this.connections = connections;
		return this;
	}

	/**
	 * Sets how long clients wait for a connection and for each part of a response.
	 * @param timeout the timeout, 30 seconds by default
	 * @return this load
	 */
	public Load timeout(Duration timeout) {
		this.timeout = timeout;
		return this;
	}

	/**
	 * Starts the load, runs a scenario as soon as requests are answered, goes on for half
	 * a second, and waits until each request that was sent has been answered or has
	 * failed. No request is sent again, whatever becomes of it.
	 * @param scenario what happens meanwhile, such as {@link Scenario#rollingRestart()}
	 * @return what became of the requests, which the harness also keeps for its
	 * assertions
	 * @throws IllegalStateException if the scenario fails
	 */
	public LoadResult during(Scenario scenario) {
		if (this.harness.port() < 0) {
			throw new IllegalStateException("The application has no web server, so there is no load");
		}
		List<OpenLoop> loops = new ArrayList<>();
		for (int i = 0; i < this.calls.size(); i++) {
			loops.add(new OpenLoop(this.harness.port(), this.calls.get(i), this.rates.get(i), this.connections,
					this.timeout, this.harness::isDown));
		}
		try {
			this.harness.beforeLoad();
			loops.forEach(OpenLoop::start);
			awaitTraffic(loops);
			scenario.run(this.harness);
			TimeUnit.MILLISECONDS.sleep(AFTER_MILLIS);
			List<LoadResult> results = new ArrayList<>();
			for (OpenLoop loop : loops) {
				results.add(loop.stop());
			}
			LoadResult result = LoadResult.merged(results, scenario.isOutage());
			this.harness.loaded(result);
			return result;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted during a load", ex);
		}
		catch (IOException ex) {
			throw new IllegalStateException("The application could not be started again", ex);
		}
		finally {
			loops.forEach(OpenLoop::close);
		}
	}

	/** Until each instance has connections, and each kind of request was answered. */
	private void awaitTraffic(List<OpenLoop> loops) throws InterruptedException {
		Deadline.in(WARM_UP)
			.await(() -> loops.stream().allMatch(OpenLoop::isFlowing) && this.harness.eachHasConnections());
	}

}
