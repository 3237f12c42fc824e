/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * The engine of the drain: phases, budgets, participants, controller and maintenance.
 *
 * <p>
 * This package knows no feature: features contribute
 * {@link io.softlanding.drain.DrainParticipant participants}. It knows its reports by
 * {@link io.softlanding.drain.DrainReporter} only.
 */
@NullMarked
package io.softlanding.drain;

import org.jspecify.annotations.NullMarked;
