/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import java.util.Set;

/**
 * What was not over when it was last waited for, and is not waited for again.
 *
 * @param ended how many had ended when it was first waited for
 * @param looked whether it was waited for
 * @param works what is known one by one
 * @param counted how many tasks of which only the number is known
 * @param full executors with tasks that waited for a thread
 */
record RemainingWork(long ended, boolean looked, Set<RunningWork> works, long counted, Set<ObservedExecutor> full) {

	static final RemainingWork NOTHING = new RemainingWork(0, false, Set.of(), 0, Set.of());

}
