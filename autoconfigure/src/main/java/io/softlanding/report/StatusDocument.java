/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

import io.softlanding.process.BoundedWait;
import io.softlanding.text.PlainValues;

/**
 * The one document that the status endpoint shows and the exit report logs: the drain and
 * its phases, readiness, and a section of each feature. Holds only strings, numbers,
 * booleans, lists and maps; times are written as ISO-8601, to the millisecond.
 */
final class StatusDocument {

	private final Supplier<Map<String, Object>> drain;

	private final Supplier<? extends Collection<String>> reasons;

	private final Supplier<? extends Collection<StatusSection>> sections;

	/**
	 * Creates a document of parts that are asked each time.
	 * @param drain returns the description of the drain
	 * @param reasons returns the reasons against readiness
	 * @param sections returns the sections of the features
	 */
	StatusDocument(Supplier<Map<String, Object>> drain, Supplier<? extends Collection<String>> reasons,
			Supplier<? extends Collection<StatusSection>> sections) {
		this.drain = drain;
		this.reasons = reasons;
		this.sections = sections;
	}

	/**
	 * Returns the document as it is now.
	 * @param timeout maximum time to wait for sections that do not answer; they are named
	 * then
	 */
	Map<String, Object> current(Duration timeout) {
		Map<String, Object> document = new LinkedHashMap<>();
		this.drain.get().forEach((key, value) -> document.put(key, PlainValues.of(value)));
		document.put("readiness", Map.of("reasons", List.copyOf(this.reasons.get())));
		addSections(document, timeout);
		return document;
	}

	/**
	 * Returns the sections alone.
	 * @param timeout maximum time to wait for those that do not answer
	 */
	Map<String, Object> sections(Duration timeout) {
		Map<String, Object> sections = new LinkedHashMap<>();
		addSections(sections, timeout);
		return sections;
	}

	/**
	 * Adds the sections. One that fails or hangs, whether now or when its values are
	 * read, must not hide the others.
	 */
	private void addSections(Map<String, Object> document, Duration timeout) {
		List<StatusSection> sections = List.copyOf(this.sections.get());
		AtomicReferenceArray<Map.Entry<String, Object>> answers = new AtomicReferenceArray<>(sections.size());
		List<Runnable> questions = new ArrayList<>();
		for (int i = 0; i < sections.size(); i++) {
			int index = i;
			answers.set(index, Map.entry(sections.get(index).getClass().getName(), Map.of("error", "no answer")));
			questions.add(() -> answers.set(index, answer(sections.get(index))));
		}
		BoundedWait.each("status", timeout, questions);
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
