/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.order;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter.SseEventBuilder;

/**
 * The open event streams, each of which gets every change of an order.
 *
 * <p>
 * Streams end when this instance refuses traffic: a browser connects again by itself,
 * then to an instance that stays.
 */
@Component
class OrderEvents {

	private static final Logger logger = LoggerFactory.getLogger(OrderEvents.class);

	private static final long NO_TIMEOUT = 0;

	private static final long RECONNECT_MILLIS = 2000;

	private final Set<SseEmitter> streams = ConcurrentHashMap.newKeySet();

	private volatile boolean refusing;

	OrderEvents(MeterRegistry meters) {
		meters.gaugeCollectionSize("shop.event.streams", Tags.empty(), this.streams);
	}

	SseEmitter open() {
		SseEmitter stream = new SseEmitter(NO_TIMEOUT);
		stream.onCompletion(() -> this.streams.remove(stream));
		stream.onError((failure) -> this.streams.remove(stream));
		this.streams.add(stream);
		send(stream, SseEmitter.event().reconnectTime(RECONNECT_MILLIS).comment("welcome"));
		// After it was added: either this or the listener sees it.
		if (this.refusing) {
			stream.complete();
		}
		return stream;
	}

	@Async
	@TransactionalEventListener
	public void publish(OrderChanged event) {
		Order order = event.order();
		this.streams.forEach((stream) -> send(stream, SseEmitter.event().name("order").data(order)));
	}

	/**
	 * Nothing but a failed write tells that a client has gone.
	 */
	@Scheduled(fixedDelay = 15, timeUnit = TimeUnit.SECONDS)
	void beat() {
		this.streams.forEach((stream) -> send(stream, SseEmitter.event().comment("still here")));
	}

	@EventListener
	void readinessChanged(AvailabilityChangeEvent<ReadinessState> event) {
		this.refusing = event.getState() == ReadinessState.REFUSING_TRAFFIC;
		if (this.refusing) {
			this.streams.forEach(SseEmitter::complete);
		}
	}

	private void send(SseEmitter stream, SseEventBuilder event) {
		try {
			stream.send(event);
		}
		catch (IOException | IllegalStateException ex) {
			this.streams.remove(stream);
			logger.debug("A client has left the event stream", ex);
		}
	}

}
