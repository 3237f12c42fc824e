/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.report;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

import io.softlanding.drain.Caller;
import io.softlanding.drain.Drain;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainRequest;
import io.softlanding.drain.DrainRun;
import io.softlanding.drain.DrainState;
import io.softlanding.drain.ForcedShare;
import io.softlanding.drain.Maintenance;
import io.softlanding.drain.PhaseRun;
import io.softlanding.process.DrainThread;
import io.softlanding.process.Waiting;
import io.softlanding.readiness.ReadinessGate;
import io.softlanding.text.PlainValues;
import org.jspecify.annotations.Nullable;

/**
 * The one document that the status endpoint shows and the exit report logs: the drain and
 * its phases, readiness, and a section of each feature. Holds only strings, numbers,
 * booleans, lists and maps; times are written as ISO-8601, to the millisecond.
 */
final class StatusDocument {

	private final Supplier<? extends @Nullable DrainRun> drain;

	private final ReadinessGate readiness;

	private final Supplier<? extends Collection<StatusSection>> sections;

	StatusDocument(Supplier<? extends @Nullable DrainRun> drain, ReadinessGate readiness,
			Supplier<? extends Collection<StatusSection>> sections) {
		this.drain = drain;
		this.readiness = readiness;
		this.sections = sections;
	}

	Map<String, Object> current(Duration patience) {
		Map<String, Object> document = new LinkedHashMap<>();
		DrainRun drain = this.drain.get();
		document.put("state", ((drain != null) ? drain.state() : DrainState.RUNNING).name());
		if (drain != null) {
			describe(drain, document);
		}
		document.put("readiness", Map.of("reasons", List.copyOf(this.readiness.reasons())));
		addSections(document, patience);
		return document;
	}

	private static void describe(DrainRun drain, Map<String, Object> document) {
		DrainRequest request = drain.request();
		document.put("reason", request.reason().name());
		if (drain instanceof Maintenance maintenance) {
			document.put("requestedBy", describe(maintenance.caller()));
		}
		document.put("startedAt", PlainValues.of(request.startedAt()));
		document.put("deadline", PlainValues.of(request.startedAt().plus(drain.allowed())));
		document.put("took", PlainValues.of(drain.took()));
		document.put("remaining", PlainValues.of(drain.remaining()));
		if (drain instanceof Drain ending && ending.state() == DrainState.STOPPED) {
			document.put("outcome", ending.outcome().name());
		}
		if (request.forced()) {
			document.put("forced", true);
		}
		DrainPhase phase = drain.phase();
		if (phase != null) {
			document.put("phase", phase.name());
		}
		document.put("force",
				drain.phases().stream().map(PhaseRun::force).reduce(ForcedShare.NONE, ForcedShare::plus).describe());
		document.put("phases", PlainValues.of(drain.phases().stream().map(PhaseRun::status).toList()));
	}

	Map<String, Object> sections(Duration patience) {
		Map<String, Object> sections = new LinkedHashMap<>();
		addSections(sections, patience);
		return sections;
	}

	private static Map<String, Object> describe(Caller caller) {
		Map<String, Object> described = new LinkedHashMap<>();
		described.put("principal", (caller.principal() != null) ? caller.principal() : "unknown");
		described.put("address", (caller.address() != null) ? caller.address() : "unknown");
		return described;
	}

	/**
	 * Adds the sections. One that fails or hangs, whether now or when its values are
	 * read, must not hide the others.
	 */
	private void addSections(Map<String, Object> document, Duration patience) {
		List<StatusSection> sections = List.copyOf(this.sections.get());
		AtomicReferenceArray<Map.Entry<String, Object>> answers = new AtomicReferenceArray<>(sections.size());
		CountDownLatch answered = new CountDownLatch(sections.size());
		for (int i = 0; i < sections.size(); i++) {
			int index = i;
			answers.set(index, Map.entry(sections.get(index).getClass().getName(), Map.of("error", "no answer")));
			DrainThread.startOrRun("status", () -> {
				try {
					answers.set(index, answer(sections.get(index)));
				}
				finally {
					answered.countDown();
				}
			});
		}
		Waiting.uninterruptibly(answered, patience.toNanos());
		for (int i = 0; i < sections.size(); i++) {
			Map.Entry<String, Object> answer = answers.get(i);
			document.putIfAbsent(answer.getKey(), answer.getValue());
		}
	}

	private static Map.Entry<String, Object> answer(StatusSection section) {
		String name = section.getClass().getName();
		try {
			name = section.name();
			return Map.entry(name, PlainValues.of(section.status()));
		}
		catch (RuntimeException | Error ex) {
			return Map.entry(name, Map.of("error", ex.getClass().getName()));
		}
	}

}
