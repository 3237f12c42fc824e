/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.function.Predicate;

import io.softlanding.config.InvalidConfigurationException;

import io.softlanding.panic.PanicProperties.ReadinessMode;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches if properties ask for a feature.
 */
abstract class PanicFeature extends SpringBootCondition {

	private static final String PREFIX = "softlanding.panic.";

	private final String property;

	private final Predicate<Binder> asked;

	PanicFeature(String property, Predicate<Binder> asked) {
		this.property = PREFIX + property;
		this.asked = asked;
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		boolean asked = this.asked.test(Binder.get(context.getEnvironment()));
		return new ConditionOutcome(asked, ConditionMessage.forCondition(this.property)
			.because(asked ? "it is configured" : "it is not configured"));
	}

	/** Fails the start of an application that asks for what needs a servlet container. */
	static InvalidConfigurationException notOnWebFlux(String property, String off) {
		return new InvalidConfigurationException(
				"softlanding.panic.%s is configured, but works with servlet containers only.".formatted(property),
				"Set softlanding.panic.%s in this WebFlux application.".formatted(off));
	}

	private static boolean readiness(Binder binder) {
		ReadinessMode mode = binder.bind(PREFIX + "readiness.mode", ReadinessMode.class).orElse(ReadinessMode.OFF);
		return mode != ReadinessMode.OFF;
	}

	private static boolean readOnly(Binder binder) {
		return binder.bind(PREFIX + "read-only.enabled", Boolean.class).orElse(false)
				|| binder.bind(PREFIX + "read-only.threshold", Long.class).orElse(0L) != 0;
	}

	/** Readiness by uncaught errors. */
	static final class Readiness extends PanicFeature {

		Readiness() {
			super("readiness", PanicFeature::readiness);
		}

	}

	/** The read-only mode. */
	static final class ReadOnly extends PanicFeature {

		ReadOnly() {
			super("read-only", PanicFeature::readOnly);
		}

	}

	/** One of those that tell the requests of actuator from others. */
	static final class Requests extends PanicFeature {

		Requests() {
			super("readiness or read-only", (binder) -> readiness(binder) || readOnly(binder));
		}

	}

	/** Routes with something to fall back to. */
	static final class Fallback extends PanicFeature {

		Fallback() {
			super("routes",
					(binder) -> binder.bind(PREFIX + "routes", Bindable.mapOf(String.class, Object.class)).isBound());
		}

	}

}
