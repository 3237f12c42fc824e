/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.util.Locale;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

import org.springframework.util.ClassUtils;

/**
 * What a flight recording shows of a drain: it, its phases, and their participants, each
 * with its begin and its end. Costs next to nothing without a recording.
 */
interface FlightRecord {

	/** Nothing can be recorded. */
	FlightRecord NONE = (outcome, summary) -> {
	};

	/** A run time image may have been made without the flight recorder. */
	boolean AVAILABLE = ClassUtils.isPresent("jdk.jfr.Event", FlightRecord.class.getClassLoader());

	/** Ends the record, once. */
	void end(DrainOutcome outcome, String summary);

	/** The events alone would load and initialize the recorder. */
	private static boolean inUse() {
		return AVAILABLE && FlightRecorder.isInitialized();
	}

	static FlightRecord ofDrain(DrainReason reason) {
		return inUse() ? Events.drain(reason.name()) : NONE;
	}

	static FlightRecord ofPhase(DrainPhase phase) {
		return inUse() ? Events.phase(phase.name()) : NONE;
	}

	static FlightRecord ofParticipant(DrainPhase phase, String name) {
		return inUse() ? Events.participant(phase.name(), name) : NONE;
	}

	/** Loaded only where there is a flight recorder. */
	final class Events {

		private Events() {
		}

		static FlightRecord drain(String reason) {
			DrainEvent event = new DrainEvent();
			event.reason = reason;
			return begun(event);
		}

		static FlightRecord phase(String phase) {
			PhaseEvent event = new PhaseEvent();
			event.phase = phase;
			return begun(event);
		}

		static FlightRecord participant(String phase, String name) {
			ParticipantEvent event = new ParticipantEvent();
			event.phase = phase;
			event.participant = name;
			return begun(event);
		}

		private static FlightRecord begun(OutcomeEvent event) {
			event.begin();
			return (outcome, summary) -> {
				event.end();
				event.outcome = outcome.name().toLowerCase(Locale.ROOT);
				event.summary = summary;
				event.commit();
			};
		}

	}

	/** How something ended. */
	@StackTrace(false)
	@Category("Softlanding")
	abstract class OutcomeEvent extends Event {

		@Label("Outcome")
		String outcome = "";

		@Label("Summary")
		String summary = "";

	}

	/** A drain. */
	@Name("io.softlanding.Drain")
	@Label("Drain")
	final class DrainEvent extends OutcomeEvent {

		@Label("Reason")
		String reason = "";

	}

	/** A phase of a drain. */
	@Name("io.softlanding.DrainPhase")
	@Label("Drain Phase")
	final class PhaseEvent extends OutcomeEvent {

		@Label("Phase")
		String phase = "";

	}

	/** A participant in a phase. */
	@Name("io.softlanding.DrainParticipant")
	@Label("Drain Participant")
	final class ParticipantEvent extends OutcomeEvent {

		@Label("Phase")
		String phase = "";

		@Label("Participant")
		String participant = "";

	}

}
