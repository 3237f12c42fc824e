/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import io.softlanding.config.InvalidConfigurationException;
import io.softlanding.config.PropertyGroup;

import io.softlanding.panic.PanicProperties.ReadinessMode;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Condition that a feature is configured.
 */
abstract class PanicFeature extends SpringBootCondition {

	private static final String PREFIX = "softlanding.panic.";

	abstract boolean isConfigured(Binder binder);

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		boolean configured = PropertyGroup.isSet(context.getEnvironment(), "softlanding.panic")
				&& isConfigured(Binder.get(context.getEnvironment()));
		return new ConditionOutcome(configured, ConditionMessage.forCondition(getClass().getSimpleName())
			.because(configured ? "it is configured" : "it is not configured"));
	}

	/** Fails the start of a WebFlux application that needs a servlet container. */
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

		@Override
		boolean isConfigured(Binder binder) {
			return readiness(binder);
		}

	}

	/** The read-only mode. */
	static final class ReadOnly extends PanicFeature {

		@Override
		boolean isConfigured(Binder binder) {
			return readOnly(binder);
		}

	}

	/** Features that distinguish requests to Actuator from others. */
	static final class Requests extends PanicFeature {

		@Override
		boolean isConfigured(Binder binder) {
			return readiness(binder) || readOnly(binder);
		}

	}

	/** Routes with a fallback. */
	static final class Fallback extends PanicFeature {

		@Override
		boolean isConfigured(Binder binder) {
			return binder.bind(PREFIX + "routes", Bindable.mapOf(String.class, Object.class)).isBound();
		}

	}

}
