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

import org.springframework.util.StringUtils;

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
			return DrainResult.nothingToDo("Not registered with any service registry");
		}
		try {
			for (Deregistration deregistration : all) {
				deregistration.await(context.forced() ? Duration.ZERO : context.remaining());
			}
		}
		catch (InterruptedException ex) {
			// The phase is cut: what is known is the result.
		}
		return result(names(all, State.TOLD), names(all, State.UNCONFIRMED), names(all, State.FAILED), "deregistered",
				"not confirmed in time, may be deregistered later", "unconfirmed");
	}

	/**
	 * Tells what became of several calls.
	 * @param done names of those that went well
	 * @param pending names of those that have not ended
	 * @param failed names of those that failed
	 * @param text what the first ones are
	 * @param pendingText what the second ones are
	 * @param pendingKey key of the second ones
	 */
	static DrainResult result(List<String> done, List<String> pending, List<String> failed, String text,
			String pendingText, String pendingKey) {
		List<String> parts = new ArrayList<>();
		add(parts, text, done);
		add(parts, pendingText, pending);
		add(parts, "failed", failed);
		String summary = StringUtils.capitalize(String.join("; ", parts));
		if (pending.isEmpty() && failed.isEmpty()) {
			return DrainResult.completed("%s", summary);
		}
		DrainResult result = !done.isEmpty() ? DrainResult.partial("%s", summary)
				: pending.isEmpty() ? DrainResult.failed("%s", summary) : DrainResult.timedOut("%s", summary);
		return result.with(pendingKey, pending).with("failed", failed);
	}

	private static void add(List<String> parts, String text, List<String> names) {
		if (!names.isEmpty()) {
			parts.add(text + ": " + String.join(", ", names));
		}
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
