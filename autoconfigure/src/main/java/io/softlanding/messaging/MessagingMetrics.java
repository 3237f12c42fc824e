/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.util.List;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Meters of the libraries: {@code softlanding.messaging.handled},
 * {@code softlanding.messaging.finished} and {@code softlanding.messaging.unconfirmed}.
 */
final class MessagingMetrics implements MeterBinder {

	private static final String LIBRARY = "library";

	private final List<ListenerLibrary> listeners;

	private final List<ProducerLibrary> producers;

	MessagingMetrics(List<ListenerLibrary> listeners, List<ProducerLibrary> producers) {
		this.listeners = listeners;
		this.producers = producers;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (ListenerLibrary library : this.listeners) {
			Gauge.builder("softlanding.messaging.handled", library, (each) -> each.messages().all().size())
				.description("Messages and batches that listeners are handling")
				.tag(LIBRARY, library.name())
				.register(registry);
			FunctionCounter.builder("softlanding.messaging.finished", library, (each) -> each.messages().ended())
				.description("Messages and batches that listeners have finished, with or without success")
				.tag(LIBRARY, library.name())
				.register(registry);
		}
		for (ProducerLibrary library : this.producers) {
			Gauge
				.builder("softlanding.messaging.unconfirmed", library,
						(each) -> each.unconfirmed().values().stream().mapToLong(Long::longValue).sum())
				.description("Messages that were sent and that the broker has not confirmed")
				.tag(LIBRARY, library.name())
				.register(registry);
		}
	}

}
