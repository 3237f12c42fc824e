/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

import io.softlanding.inflight.StackSummary;
import io.softlanding.report.StatusSection;

import org.springframework.util.StringUtils;

/**
 * Section of the status that names what listeners handle and what producers have sent
 * without a confirmation.
 */
final class MessagingStatus implements StatusSection {

	private static final int MOST_NAMED = 100;

	private final Listeners listeners;

	private final List<ProducerLibrary> producers;

	MessagingStatus(Listeners listeners, List<ProducerLibrary> producers) {
		this.listeners = listeners;
		this.producers = List.copyOf(producers);
	}

	@Override
	public String name() {
		return "messaging";
	}

	@Override
	public Map<String, Object> status() {
		Map<String, Object> status = new LinkedHashMap<>();
		Collection<HandledMessage> messages = this.listeners.messages();
		status.put("handled", messages.size());
		status.put("messages", describe(messages, false));
		status.put("paused", ListenerCalls.names(this.listeners.paused().all()));
		for (ProducerLibrary producer : this.producers) {
			status.put("unconfirmed" + StringUtils.capitalize(producer.name()), producer.unconfirmed());
		}
		return status;
	}

	/**
	 * For example {@code 2 messages being handled, oldest 2.1s orders-3@1234 (shipping)}.
	 */
	String line(Predicate<HandledMessage> waitedFor) {
		List<HandledMessage> messages = this.listeners.messages().stream().filter(waitedFor).toList();
		String count = (messages.size() == 1) ? "1 message being handled" : messages.size() + " messages being handled";
		return messages.stream()
			.max(Comparator.comparingLong(this.listeners::ageNanos))
			.map((oldest) -> String.format(Locale.ROOT, "%s, oldest %.1fs %s (%s)", count,
					this.listeners.ageNanos(oldest) / 1e9, oldest.source(), oldest.listener()))
			.orElse(count);
	}

	/** Describes messages, the oldest first. */
	List<Map<String, Object>> describe(Collection<HandledMessage> messages, boolean stacks) {
		return messages.stream()
			.sorted(Comparator.comparingLong((HandledMessage message) -> -this.listeners.ageNanos(message)))
			.limit(MOST_NAMED)
			.map((message) -> {
				Map<String, Object> described = new LinkedHashMap<>();
				described.put("message", message.source());
				described.put("listener", message.listener());
				described.put("age", Duration.ofNanos(this.listeners.ageNanos(message)));
				described.put("thread", message.thread().getName());
				if (stacks) {
					described.put("stack", StackSummary.of(message.thread().getStackTrace()));
				}
				return described;
			})
			.toList();
	}

}
