/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.signal;

/**
 * Something registered for a signal until it is closed. Closing it again does nothing.
 */
interface SignalRegistration extends AutoCloseable {

	@Override
	void close();

}
