/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.work;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.annotation.Profile;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Streams that know nothing of drains, and never end.
 */
@Component
@Profile("lab")
class LabEvents {

	private static final Logger logger = LoggerFactory.getLogger(LabEvents.class);

	private final Set<SseEmitter> streams = ConcurrentHashMap.newKeySet();

	SseEmitter open() throws IOException {
		SseEmitter stream = new SseEmitter(0L);
		stream.onCompletion(() -> this.streams.remove(stream));
		stream.send("welcome");
		this.streams.add(stream);
		return stream;
	}

	@Scheduled(fixedRate = 100)
	void beat() {
		this.streams.forEach((stream) -> {
			try {
				stream.send("still here");
			}
			catch (IOException | IllegalStateException ex) {
				this.streams.remove(stream);
				logger.debug("A client has left", ex);
			}
		});
	}

}
