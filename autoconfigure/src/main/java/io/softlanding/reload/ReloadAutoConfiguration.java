/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * Auto-configuration for reloads that are enabled by a property.
 *
 * @since 0.1
 */
@AutoConfiguration
@Conditional(ReloadAutoConfiguration.OnTrigger.class)
@Import(ReloadConfiguration.class)
public final class ReloadAutoConfiguration {

	/** Matches where a property switches reloads on, or names what triggers them. */
	static final class OnTrigger extends SpringBootCondition implements ConfigurationCondition {

		private static final String SIGNALS = "softlanding.signals.reload";

		@Override
		public ConfigurationPhase getConfigurationPhase() {
			return ConfigurationPhase.PARSE_CONFIGURATION;
		}

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			Environment environment = context.getEnvironment();
			boolean asked = environment.getProperty(ReloadProperties.ENABLED, Boolean.class, false)
					|| environment.getProperty(ReloadProperties.PREFIX + ".watch.enabled", Boolean.class, false)
					|| StringUtils.hasText(environment.getProperty(SIGNALS))
					|| environment.containsProperty(SIGNALS + "[0]");
			return new ConditionOutcome(asked,
					ConditionMessage.forCondition("Reload trigger").because(asked ? "found" : "none"));
		}

	}

}
