/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.grpc;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.softlanding.inflight.UncaughtErrors;

/**
 * Passes on what handlers of calls throw, except what declares a status of its own.
 */
final class UncaughtCalls {

	private static final Logger logger = LoggerFactory.getLogger(UncaughtCalls.class);

	private final Supplier<List<UncaughtErrors>> listeners;

	UncaughtCalls(Supplier<List<UncaughtErrors>> listeners) {
		this.listeners = listeners;
	}

	/** Called by the thread of the call. */
	void uncaught(Throwable error, GrpcCall call) {
		if (error instanceof StatusRuntimeException || error instanceof StatusException) {
			return;
		}
		try {
			for (UncaughtErrors listener : Objects.requireNonNull(this.listeners.get())) {
				listener.uncaught(error, call);
			}
		}
		catch (RuntimeException | Error ex) {
			// The server has to see the error of the handler.
			logger.debug("An uncaught error could not be recorded", ex);
		}
	}

}
