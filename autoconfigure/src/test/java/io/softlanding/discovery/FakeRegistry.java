/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.discovery;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.softlanding.discovery.Deregistration.State;

/**
 * A registry that notes what it is told, and answers when it may.
 */
final class FakeRegistry implements RegistrationSource {

	final List<String> calls = new CopyOnWriteArrayList<>();

	final CountDownLatch mayAnswer = new CountDownLatch(1);

	volatile CountDownLatch mayRegister = new CountDownLatch(0);

	private final String name;

	private volatile boolean registered = true;

	private volatile boolean confirms = true;

	private volatile RuntimeException failure;

	FakeRegistry(String name) {
		this.name = name;
	}

	static FakeRegistry prompt(String name) {
		FakeRegistry registry = new FakeRegistry(name);
		registry.mayAnswer.countDown();
		return registry;
	}

	FakeRegistry failing() {
		this.failure = new IllegalStateException("Connection refused");
		return this;
	}

	FakeRegistry confirming(boolean confirms) {
		this.confirms = confirms;
		return this;
	}

	@Override
	public List<ServiceRegistration> registered() {
		return !this.registered ? List.of() : List.of(new ServiceRegistration(this.name, Duration.ofSeconds(30),
				this::deregister, () -> this.confirms, this::register));
	}

	private void deregister() {
		this.calls.add("deregister");
		try {
			this.mayAnswer.await();
		}
		catch (InterruptedException ex) {
			this.calls.add("interrupted");
		}
		if (this.failure != null) {
			throw this.failure;
		}
		this.registered = false;
		this.calls.add("deregistered");
	}

	private void register() {
		this.calls.add("registering");
		try {
			this.mayRegister.await();
		}
		catch (InterruptedException ex) {
			this.calls.add("interrupted");
		}
		this.calls.remove("registering");
		this.registered = true;
		this.calls.add("register");
	}

	/** Waits until the participant has heard of the answer. */
	static void await(DeregistrationParticipant participant, State state) throws InterruptedException {
		for (Deregistration deregistration : participant.all()) {
			if (deregistration.await(Duration.ofSeconds(20)) != state) {
				throw new AssertionError(deregistration.name() + " is " + deregistration.state());
			}
		}
	}

}
