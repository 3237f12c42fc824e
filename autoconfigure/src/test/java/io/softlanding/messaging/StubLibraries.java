/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.time.NanoClock;

/**
 * Libraries that are not on the class path of these tests.
 */
public final class StubLibraries {

	private StubLibraries() {
	}

	public static MeterBinder meters() {
		return new MessagingMetrics(List.of(new Stub("kafka"), new Stub("rabbit"), new Stub("jms")),
				List.of(new Stub("kafka"), new Stub("rabbit")));
	}

	private record Stub(String name, HandledMessages messages) implements ListenerLibrary, ProducerLibrary {

		private Stub(String name) {
			this(name, new HandledMessages(NanoClock.SYSTEM));
		}

		@Override
		public Collection<? extends ListenedContainer> containers() {
			return List.of();
		}

		@Override
		public void flush(Duration timeout) {
		}

		@Override
		public Map<String, Long> unconfirmed() {
			return Map.of();
		}

		@Override
		public Map<String, Long> failed() {
			return Map.of();
		}

	}

}
