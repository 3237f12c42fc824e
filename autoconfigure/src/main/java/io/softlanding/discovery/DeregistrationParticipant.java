/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.discovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import io.softlanding.discovery.Deregistration.State;
import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import io.softlanding.time.NanoClock;

/**
 * Deregisters this instance from its service registries while it still serves, all of
 * them at once.
 */
final class DeregistrationParticipant implements DrainParticipant {

	private final List<RegistrationSource> sources;

	private final NanoClock clock;

	/** By name; a drain for maintenance may have told some already. */
	private final Map<String, Deregistration> deregistrations = new ConcurrentHashMap<>();

	DeregistrationParticipant(List<RegistrationSource> sources, NanoClock clock) {
		this.sources = sources;
		this.clock = clock;
	}

	@Override
	public String name() {
		return "deregistration";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.ANNOUNCE;
	}

	@Override
	public DrainResult drain(DrainContext context) {
		this.deregistrations.values().removeIf((known) -> known.state() == State.FAILED);
		for (RegistrationSource source : this.sources) {
			for (ServiceRegistration registration : source.registered()) {
				Deregistration added = new Deregistration(registration, this.clock);
				if (this.deregistrations.putIfAbsent(registration.name(), added) == null) {
					added.start();
				}
			}
		}
		List<Deregistration> all = all();
		if (all.isEmpty()) {
			return DrainResult.nothingToDo("Registered with no service registry");
		}
		try {
			for (Deregistration deregistration : all) {
				deregistration.await(context.forced() ? Duration.ZERO : context.remaining());
			}
		}
		catch (InterruptedException ex) {
			// The phase is cut: what is known is the result.
		}
		return result(all);
	}

	private static DrainResult result(List<Deregistration> all) {
		List<String> told = names(all, State.TOLD);
		List<String> failed = names(all, State.FAILED);
		List<String> unconfirmed = names(all, State.UNCONFIRMED);
		if (told.size() == all.size()) {
			return DrainResult.completed("Deregistered: %s", String.join(", ", told));
		}
		List<String> parts = new ArrayList<>();
		if (!told.isEmpty()) {
			parts.add("deregistered: " + String.join(", ", told));
		}
		if (!unconfirmed.isEmpty()) {
			parts.add("not confirmed in time, may be deregistered later: " + String.join(", ", unconfirmed));
		}
		if (!failed.isEmpty()) {
			parts.add("failed: " + String.join(", ", failed));
		}
		String summary = Character.toUpperCase(parts.get(0).charAt(0)) + String.join("; ", parts).substring(1);
		DrainResult result = !told.isEmpty() ? DrainResult.partial("%s", summary)
				: unconfirmed.isEmpty() ? DrainResult.failed("%s", summary) : DrainResult.timedOut("%s", summary);
		return result.with("unconfirmed", unconfirmed).with("failed", failed);
	}

	private static List<String> names(List<Deregistration> all, State state) {
		return all.stream().filter((each) -> each.state() == state).map(Deregistration::name).sorted().toList();
	}

	/** Those of this drain, and of a drain for maintenance before it. */
	List<Deregistration> all() {
		return List.copyOf(this.deregistrations.values());
	}

	@Override
	public void resume() {
		List<Deregistration> undone = all();
		this.deregistrations.values().removeAll(undone);
		CompletableFuture.allOf(undone.stream().map(Deregistration::undo).toArray(CompletableFuture[]::new)).join();
	}

}
