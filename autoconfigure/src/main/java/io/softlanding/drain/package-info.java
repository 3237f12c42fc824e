/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * The drain itself: phases, budgets, participants, readiness, the watchdog and the
 * shutdown status.
 *
 * <p>
 * This package knows no other feature; features contribute
 * {@link io.softlanding.drain.DrainParticipant participants} and
 * {@link io.softlanding.report.StatusSection status sections}.
 */
@NullMarked
package io.softlanding.drain;

import org.jspecify.annotations.NullMarked;
