/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.softlanding.drain.DrainOutcome;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonParserFactory;

/**
 * Final exit report of an instance.
 *
 * @param document the whole document, as {@code docs/drain.md} describes it
 * @since 0.1.0
 */
public record DrainReport(Map<String, Object> document) {

	private static final String LINE = "Exit report: ";

	/**
	 * Part of the report about a phase.
	 *
	 * @param name name of the phase, such as {@code IN_FLIGHT}
	 * @param outcome how it ended, or {@code null} if it has not ended
	 * @param took how long it took, or {@code null} if that is unknown
	 * @param participants its participants
	 */
	public record Phase(String name, @Nullable DrainOutcome outcome, @Nullable Duration took,
			List<Participant> participants) {

	}

	/**
	 * Part of the report about a participant.
	 *
	 * @param name name of the participant, such as {@code requests}
	 * @param outcome how it ended, or {@code null} if it has not ended
	 * @param summary the same in words; may be empty
	 * @param document everything that the report says about it
	 */
	public record Participant(String name, @Nullable DrainOutcome outcome, String summary,
			Map<String, Object> document) {

	}

	static DrainReport parse(String json) {
		return new DrainReport(JsonParserFactory.getJsonParser().parseMap(json));
	}

	/** Finds the last report that was logged. */
	static @Nullable DrainReport inLog(String output) {
		int start = output.lastIndexOf(LINE);
		if (start < 0) {
			return null;
		}
		try {
			return parse(output.substring(start + LINE.length()).lines().findFirst().orElse(""));
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

	/**
	 * Returns how far the report is.
	 * @return {@code graceful} or {@code forced}
	 */
	public String stage() {
		return text(this.document.get("stage"));
	}

	boolean isFinal() {
		return stage().equals("graceful") || stage().equals("forced");
	}

	/**
	 * Returns what has started the drain.
	 * @return the reason, such as {@code SIGTERM}
	 */
	public String reason() {
		return text(this.document.get("reason"));
	}

	/**
	 * Returns the outcome of the drain.
	 * @return the outcome, or {@code null} if the report has none
	 */
	public @Nullable DrainOutcome outcome() {
		return outcome(this.document);
	}

	/**
	 * Returns the phases in their order.
	 * @return the phases
	 */
	public List<Phase> phases() {
		List<Phase> phases = new ArrayList<>();
		for (Map<String, Object> phase : maps(this.document.get("phases"))) {
			List<Participant> participants = maps(phase.get("participants")).stream()
				.map((one) -> new Participant(text(one.get("name")), outcome(one), text(one.get("summary")), one))
				.toList();
			phases.add(new Phase(text(phase.get("phase")), outcome(phase), duration(phase.get("took")), participants));
		}
		return phases;
	}

	/**
	 * Returns a phase.
	 * @param name name of the phase, such as {@code IN_FLIGHT}
	 * @return the phase, if the report has it
	 */
	public Optional<Phase> phase(String name) {
		return phases().stream().filter((phase) -> phase.name().equals(name)).findFirst();
	}

	/**
	 * Returns a participant.
	 * @param name name of the participant, such as {@code requests}
	 * @return the participant, if the report has it
	 */
	public Optional<Participant> participant(String name) {
		return phases().stream()
			.flatMap((phase) -> phase.participants().stream())
			.filter((participant) -> participant.name().equals(name))
			.findFirst();
	}

	/**
	 * Returns the section of a feature.
	 * @param name name of the section, such as {@code transactions}
	 * @return the section; empty if the report does not have it
	 */
	public Map<String, Object> section(String name) {
		return map(this.document.get(name));
	}

	/**
	 * Returns a line for each phase and for each participant with something to say.
	 * @return lines, without a line break at the end
	 */
	public String timeline() {
		List<String> lines = new ArrayList<>();
		lines.add(stage() + ", " + reason() + ", " + outcome());
		for (Phase phase : phases()) {
			Duration took = phase.took();
			lines.add(String.format(Locale.ROOT, "  %-12s %8s  %s", phase.name(),
					(took != null) ? took.toMillis() + " ms" : "-", phase.outcome()));
			phase.participants()
				.stream()
				.filter((one) -> one.outcome() != DrainOutcome.NOTHING_TO_DO)
				.forEach((one) -> lines.add("    " + one.name() + ": " + one.outcome() + ", " + one.summary()));
		}
		return String.join("\n", lines);
	}

	@SuppressWarnings("unchecked")
	static Map<String, Object> map(@Nullable Object value) {
		return (value instanceof Map) ? (Map<String, Object>) value : Map.of();
	}

	static List<Map<String, Object>> maps(@Nullable Object value) {
		return (value instanceof List<?> list) ? list.stream().map(DrainReport::map).toList() : List.of();
	}

	private static String text(@Nullable Object value) {
		return (value != null) ? value.toString() : "";
	}

	private static @Nullable Duration duration(@Nullable Object value) {
		return (value instanceof String text) ? Duration.parse(text) : null;
	}

	private static @Nullable DrainOutcome outcome(Map<String, Object> part) {
		return (part.get("outcome") instanceof String name) ? DrainOutcome.valueOf(name) : null;
	}

}
