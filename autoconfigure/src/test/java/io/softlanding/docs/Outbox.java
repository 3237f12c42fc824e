/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.docs;

import java.time.Duration;

/**
 * What the example in the documentation drains.
 */
interface Outbox {

	int flush(Duration patience) throws InterruptedException;

}
