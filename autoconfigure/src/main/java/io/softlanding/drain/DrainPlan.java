/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.softlanding.config.InvalidConfigurationException;

/**
 * Which participants run in which phase and after which others. Valid once it exists:
 * names are unique, what {@link DrainParticipant#after()} names is there, and nothing
 * waits for itself.
 */
final class DrainPlan {

	private final Map<DrainPhase, List<PlannedParticipant>> phases;

	private final boolean acts;

	DrainPlan(Collection<? extends DrainParticipant> participants) {
		this(participants, true);
	}

	/**
	 * Creates a plan.
	 * @param participants the participants, in any order
	 * @param acts whether the participants act; otherwise they only observe
	 */
	DrainPlan(Collection<? extends DrainParticipant> participants, boolean acts) {
		this.acts = acts;
		this.phases = phases(participants);
	}

	private static Map<DrainPhase, List<PlannedParticipant>> phases(
			Collection<? extends DrainParticipant> participants) {
		Map<String, PlannedParticipant> byName = new LinkedHashMap<>();
		for (PlannedParticipant participant : participants.stream().map(PlannedParticipant::of).toList()) {
			PlannedParticipant other = byName.putIfAbsent(participant.name(), participant);
			if (other != null) {
				throw new InvalidConfigurationException("Two drain participants are called '%s': %s and %s.".formatted(
						participant.name(), other.participant().getClass().getName(),
						participant.participant().getClass().getName()), "Give one of them another name().");
			}
		}
		byName.replaceAll((name, participant) -> participant.last() ? participant.after(others(participant, byName))
				: participant);
		Map<DrainPhase, List<PlannedParticipant>> phases = new EnumMap<>(DrainPhase.class);
		for (DrainPhase phase : DrainPhase.values()) {
			phases.put(phase, inOrder(phase, byName));
		}
		return phases;
	}

	private static Set<String> others(PlannedParticipant last, Map<String, PlannedParticipant> byName) {
		return byName.values()
			.stream()
			.filter((other) -> other.phase() == last.phase() && !other.last())
			.map(PlannedParticipant::name)
			.collect(Collectors.toSet());
	}

	/**
	 * Sorts a phase so that each participant stands behind those it has to wait for.
	 */
	private static List<PlannedParticipant> inOrder(DrainPhase phase, Map<String, PlannedParticipant> byName) {
		Map<String, PlannedParticipant> waiting = new LinkedHashMap<>(byName);
		waiting.values().removeIf((participant) -> participant.phase() != phase);
		waiting.values().forEach((participant) -> verifyAfter(participant, byName));
		List<PlannedParticipant> ordered = new ArrayList<>();
		while (!waiting.isEmpty()) {
			List<PlannedParticipant> free = waiting.values()
				.stream()
				.filter((participant) -> participant.after().stream().noneMatch(waiting::containsKey))
				.toList();
			if (free.isEmpty()) {
				throw new InvalidConfigurationException(
						"Drain participants of phase %s wait for each other: %s.".formatted(phase,
								waiting.values()
									.stream()
									.map((participant) -> participant.name() + " after " + participant.after())
									.collect(Collectors.joining(", "))),
						"Remove one of these names from after().");
			}
			ordered.addAll(free);
			free.forEach((participant) -> waiting.remove(participant.name()));
		}
		return List.copyOf(ordered);
	}

	private static void verifyAfter(PlannedParticipant participant, Map<String, PlannedParticipant> byName) {
		for (String name : participant.after()) {
			PlannedParticipant other = byName.get(name);
			if (other == null || other.phase() != participant.phase()) {
				throw new InvalidConfigurationException(
						"Drain participant '%s' of phase %s is to run after '%s', but %s.".formatted(participant.name(),
								participant.phase(), name,
								(other != null) ? "that participant belongs to phase " + other.phase()
										: "there is no such participant"),
						"Name participants of the same phase in after(). There are: %s.".formatted(byName.values()
							.stream()
							.filter((candidate) -> candidate.phase() == participant.phase())
							.map(PlannedParticipant::name)
							.toList()));
			}
		}
	}

	List<PlannedParticipant> participants(DrainPhase phase) {
		return this.phases.getOrDefault(phase, List.of());
	}

	boolean acts() {
		return this.acts;
	}

}
