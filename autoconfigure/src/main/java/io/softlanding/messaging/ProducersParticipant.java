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

	/** A broker that confirms nothing for so long is not waited for. */
	private static final Duration SILENCE = Duration.ofSeconds(2);

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
			this.before = new Before(total(unconfirmed), failed());
		}
		long before = 0;
		for (long left = total(unconfirmed); left > 0 && left != before; left = total(unconfirmed())) {
			before = left;
			context.progress("waiting for brokers to confirm " + unconfirmed());
			flush(timeout(context));
		}
		return conclude();
	}

	/** Other participants of the phase need time as well when nothing but it is left. */
	private static Duration timeout(DrainContext context) {
		Duration most = context.forced() ? AT_ONCE : SILENCE;
		Duration left = (context.pass() == DrainPass.LAST) ? context.remaining().dividedBy(2) : context.remaining();
		return (left.compareTo(most) < 0) ? left : most;
	}

	private void flush(Duration timeout) {
		BoundedWait.each("producers", timeout, this.libraries.stream().<Runnable>map((library) -> () -> {
			try {
				library.flush(timeout);
			}
			catch (InterruptedException ex) {
				// What is not confirmed is the result.
			}
		}).toList());
	}

	private static long total(Map<String, Long> numbers) {
		return numbers.values().stream().mapToLong(Long::longValue).sum();
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
			String given = failed.isEmpty() ? "" : "Messages given up by the producer: " + failed;
			String waiting = unconfirmed.isEmpty() ? "" : "Messages not confirmed by the broker: " + unconfirmed;
			return DrainResult.partial("%s%s%s", waiting, (given.isEmpty() || waiting.isEmpty()) ? "" : ". ", given)
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
