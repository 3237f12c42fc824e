/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.util.function.Consumer;

/**
 * Hears what became of each reload, while the next one waits.
 */
interface ReloadObserver extends Consumer<ReloadAttempt> {

}
