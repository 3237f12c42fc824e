package io.softlanding.drain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which participants run in which phase and after which others. Valid once it exists:
 * names are unique, what {@link DrainParticipant#after()} names is there, and nothing
 * waits for itself.
 */
final class DrainPlan {

	private final Map<DrainPhase, List<DrainParticipant>> phases = new EnumMap<>(DrainPhase.class);

	DrainPlan(Collection<? extends DrainParticipant> participants) {
		Map<String, DrainParticipant> byName = new LinkedHashMap<>();
		for (DrainParticipant participant : participants) {
			DrainParticipant other = byName.putIfAbsent(participant.name(), participant);
			if (other != null) {
				throw new InvalidConfigurationException(
						"Two drain participants are called '%s': %s and %s.".formatted(participant.name(),
								other.getClass().getName(), participant.getClass().getName()),
						"Give one of them another name().");
			}
		}
		for (DrainPhase phase : DrainPhase.values()) {
			this.phases.put(phase, inOrder(phase, byName));
		}
	}

	/**
	 * Sorts a phase so that each participant stands behind those it has to wait for.
	 */
	private static List<DrainParticipant> inOrder(DrainPhase phase, Map<String, DrainParticipant> byName) {
		Map<String, DrainParticipant> waiting = new LinkedHashMap<>(byName);
		waiting.values().removeIf((participant) -> participant.phase() != phase);
		waiting.values().forEach((participant) -> verifyAfter(participant, byName));
		List<DrainParticipant> ordered = new ArrayList<>();
		while (!waiting.isEmpty()) {
			List<DrainParticipant> free = waiting.values()
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

	private static void verifyAfter(DrainParticipant participant, Map<String, DrainParticipant> byName) {
		for (String name : participant.after()) {
			DrainParticipant other = byName.get(name);
			if (other == null || other.phase() != participant.phase()) {
				throw new InvalidConfigurationException(
						"Drain participant '%s' of phase %s is to run after '%s', but %s.".formatted(participant.name(),
								participant.phase(), name,
								(other != null) ? "that one belongs to phase " + other.phase()
										: "there is no such one"),
						"Name participants of the same phase in after(). There are: %s.".formatted(byName.values()
							.stream()
							.filter((candidate) -> candidate.phase() == participant.phase())
							.map(DrainParticipant::name)
							.toList()));
			}
		}
	}

	List<DrainParticipant> participants(DrainPhase phase) {
		return this.phases.getOrDefault(phase, List.of());
	}

	@Override
	public String toString() {
		return this.phases.entrySet()
			.stream()
			.filter((entry) -> !entry.getValue().isEmpty())
			.map((entry) -> entry.getKey() + " "
					+ entry.getValue().stream().map(DrainParticipant::name).collect(Collectors.joining(", ")))
			.collect(Collectors.joining("; "));
	}

}
