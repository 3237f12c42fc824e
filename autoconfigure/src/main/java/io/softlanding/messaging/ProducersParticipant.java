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
import org.jspecify.annotations.Nullable;

/**
 * Waits until brokers have confirmed what producers have sent. Producers stay open: what
 * beans send later is sent when their producer is closed, and counted at the end.
 */
final class ProducersParticipant implements MultiPassParticipant {

	/** Waiting for a broker that is gone must not cost the phase. */
	private static final Duration AT_ONCE = Duration.ofMillis(200);

	private final List<ProducerLibrary> libraries;

	/** What was not confirmed, and what had failed, when the first pass began. */
	private volatile @Nullable Before before;

	private record Before(long unconfirmed, Map<String, Long> failed) {
	}

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
		Map<String, Long> unconfirmed = unconfirmed();
		if (this.before == null) {
			this.before = new Before(unconfirmed.values().stream().mapToLong(Long::longValue).sum(), failed());
		}
		Duration timeout = (context.forced() || context.pass() == DrainPass.LAST) ? AT_ONCE : context.remaining();
		Duration shorter = (timeout.compareTo(context.remaining()) < 0) ? timeout : context.remaining();
		if (!unconfirmed.isEmpty()) {
			context.progress("waiting for brokers to confirm " + unconfirmed);
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
		Before before = this.before;
		Map<String, Long> unconfirmed = unconfirmed();
		Map<String, Long> failed = new TreeMap<>(failed());
		if (before != null) {
			failed.replaceAll((name, count) -> count - before.failed().getOrDefault(name, 0L));
			failed.values().removeIf((count) -> count == 0);
		}
		if (!unconfirmed.isEmpty() || !failed.isEmpty()) {
			return DrainResult
				.partial("Messages not confirmed by the broker: %s; given up by the producer: %s", unconfirmed, failed)
				.with("unconfirmed", unconfirmed)
				.with("failed", failed);
		}
		return (before == null || before.unconfirmed() == 0)
				? DrainResult.nothingToDo("No message waits for a confirmation")
				: DrainResult.completed("%d messages were sent and confirmed", before.unconfirmed());
	}

	private Map<String, Long> failed() {
		return sum(ProducerLibrary::failed);
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
