/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.io.IOException;

/**
 * What happens to the application during a load.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Scenario {

	/**
	 * Runs the scenario.
	 * @param harness the running application
	 * @throws IOException if an instance cannot be started
	 * @throws InterruptedException if this thread is interrupted
	 */
	void run(DrainHarness harness) throws IOException, InterruptedException;

	/**
	 * Returns whether there is a time when no instance is ready, so that requests for
	 * which there is none are not counted as lost.
	 * @return {@code false} by default
	 */
	default boolean isOutage() {
		return false;
	}

	/**
	 * Returns a scenario that gives SIGTERM to one instance after the other, and starts
	 * each again before it goes on with the next one. Needs two instances.
	 * @return the scenario
	 */
	static Scenario rollingRestart() {
		return (harness) -> {
			int instances = harness.instances().size();
			if (instances < 2) {
				throw new IllegalStateException("A rolling restart needs two instances: use @DrainTest(instances = 2), "
						+ "or restart(), during which no instance is ready for a time");
			}
			for (int i = 0; i < instances; i++) {
				harness.stop(i);
				harness.start(i);
			}
		};
	}

	/**
	 * Returns a scenario that gives SIGTERM to all instances, and starts them again when
	 * all have ended.
	 * @return the scenario
	 */
	static Scenario restart() {
		return withOutage((harness) -> {
			harness.stop();
			for (Instance instance : harness.instances()) {
				harness.start(instance.number());
			}
		});
	}

	/**
	 * Returns a scenario that gives SIGTERM to all instances, and waits until they have
	 * ended.
	 * @return the scenario
	 */
	static Scenario shutdown() {
		return withOutage(DrainHarness::stop);
	}

	/**
	 * Returns a scenario during which there may be no instance that is ready.
	 * @param scenario what happens
	 * @return the scenario
	 */
	static Scenario withOutage(Scenario scenario) {
		return new Scenario() {

			@Override
			public void run(DrainHarness harness) throws IOException, InterruptedException {
				scenario.run(harness);
			}

			@Override
			public boolean isOutage() {
				return true;
			}

		};
	}

}
