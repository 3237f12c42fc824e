/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainPass;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.MultiPassParticipant;
import io.softlanding.process.BoundedWait;

/**
 * Waits until brokers have confirmed what producers have sent. Producers stay open: what
 * beans send later is sent when their producer is closed, and counted at the end.
 */
final class ProducersParticipant implements MultiPassParticipant {

	/** Waiting for a broker that is gone must not cost the phase. */
	private static final Duration AT_ONCE = Duration.ofMillis(200);

	private final List<ProducerLibrary> libraries;

	ProducersParticipant(List<ProducerLibrary> libraries) {
		this.libraries = List.copyOf(libraries);
	}

	@Override
	public String name() {
		return "producers";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.HANDOFF;
	}

	@Override
	public DrainResult drain(DrainContext context) {
		Duration timeout = (context.forced() || context.pass() == DrainPass.LAST) ? AT_ONCE : context.remaining();
		Duration shorter = (timeout.compareTo(context.remaining()) < 0) ? timeout : context.remaining();
		if (!unconfirmed().isEmpty()) {
			context.progress("waiting for brokers to confirm " + unconfirmed());
			BoundedWait.each("producers", shorter, this.libraries.stream().<Runnable>map((library) -> () -> {
				try {
					library.flush(shorter);
				}
				catch (InterruptedException ex) {
					// What is not confirmed is the result.
				}
			}).toList());
		}
		return conclude();
	}

	@Override
	public DrainResult conclude() {
		Map<String, Long> unconfirmed = unconfirmed();
		Map<String, Long> failed = sum(ProducerLibrary::failed);
		if (!unconfirmed.isEmpty()) {
			return DrainResult.partial("Messages that the broker has not confirmed, by destination: %s", unconfirmed)
				.with("unconfirmed", unconfirmed)
				.with("failed", failed);
		}
		return failed.isEmpty() ? DrainResult.nothingToDo("Every message sent was confirmed")
				: DrainResult.nothingToDo("No message waits for a confirmation").with("failed", failed);
	}

	private Map<String, Long> unconfirmed() {
		return sum(ProducerLibrary::unconfirmed);
	}

	private Map<String, Long> sum(Function<ProducerLibrary, Map<String, Long>> numbers) {
		Map<String, Long> all = new TreeMap<>();
		this.libraries
			.forEach((library) -> numbers.apply(library).forEach((name, count) -> all.merge(name, count, Long::sum)));
		return all;
	}

}
