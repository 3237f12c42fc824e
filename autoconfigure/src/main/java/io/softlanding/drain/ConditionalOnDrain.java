/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.Stream;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Condition that matches when a feature is enabled and the application context has a
 * drain. Looks for its controller by name: looking by type asks each bean definition.
 *
 * @since 0.1
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Conditional({ ConditionalOnDrain.OnFeature.class, ConditionalOnDrain.OnController.class })
public @interface ConditionalOnDrain {

	/**
	 * Returns the name of the feature, under which it has a property {@code enabled}.
	 * @return for example {@code web}
	 */
	String value();

	/**
	 * Returns whether the feature does more than drain, so that
	 * {@code softlanding.features} may switch it off.
	 * @return by default whether it only drains
	 */
	boolean drainOnly() default true;

	/** Checks the properties before the configuration class is parsed. */
	class OnFeature extends SpringBootCondition implements ConfigurationCondition {

		@Override
		public ConfigurationPhase getConfigurationPhase() {
			return ConfigurationPhase.PARSE_CONFIGURATION;
		}

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			MergedAnnotation<?> annotation = metadata.getAnnotations().get(ConditionalOnDrain.class);
			boolean enabled = Stream
				.of("softlanding.enabled", "softlanding." + annotation.getString("value") + ".enabled")
				.noneMatch((property) -> "false".equalsIgnoreCase(context.getEnvironment().getProperty(property)));
			boolean wanted = annotation.getBoolean("drainOnly")
					|| "all".equalsIgnoreCase(context.getEnvironment().getProperty("softlanding.features", "all"));
			return new ConditionOutcome(enabled && wanted, ConditionMessage.forCondition(ConditionalOnDrain.class)
				.because(enabled && wanted ? "enabled" : "disabled"));
		}

	}

	/** Looks for the controller when the auto-configuration before is registered. */
	class OnController extends SpringBootCondition implements ConfigurationCondition {

		@Override
		public ConfigurationPhase getConfigurationPhase() {
			return ConfigurationPhase.REGISTER_BEAN;
		}

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			boolean drains = context.getRegistry().containsBeanDefinition(DrainAutoConfiguration.CONTROLLER);
			return new ConditionOutcome(drains,
					ConditionMessage.forCondition(ConditionalOnDrain.class).because(drains ? "drain" : "no drain"));
		}

	}

}
