/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.Set;

import io.softlanding.config.InvalidConfigurationException;
import io.softlanding.readiness.ReadinessGate;
import io.softlanding.redis.ApplicationGroup;
import io.softlanding.redis.RedisEviction;
import io.softlanding.time.NanoClock;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Counts that the instances of an application share in Redis.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("softlanding.panic.shared.enabled")
@ConditionalOnClass(StringRedisTemplate.class)
class SharedPanicsConfiguration {

	@Bean
	FleetExchange softlandingFleetExchange(ObjectProvider<StringRedisTemplate> templates, PanicRecorder recorder,
			Environment environment, ReadinessGate gate, ObjectProvider<ApplicationAvailability> availability,
			RedisEviction eviction) {
		ApplicationGroup group = ApplicationGroup.of(environment, "Shared counts of uncaught errors");
		StringRedisTemplate template = template(templates);
		eviction.check(template.getRequiredConnectionFactory());
		return new FleetExchange(new RedisSharedPanics(template, group, recorder.details().instance(),
				PanicProperties.of(environment).readiness().keepReady()), recorder.window(), () -> {
					Set<String> reasons = gate.reasons();
					// With our own reason alone it is ready otherwise.
					return reasons.equals(Set.of(PanicReadiness.REASON)) || availability.stream()
						.allMatch((each) -> each.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC);
				}, NanoClock.SYSTEM);
	}

	@Bean
	@ConditionalOnMissingBean
	@Lazy
	RedisEviction softlandingRedisEviction() {
		return new RedisEviction();
	}

	private static StringRedisTemplate template(ObjectProvider<StringRedisTemplate> templates) {
		StringRedisTemplate unique = templates.getIfUnique();
		return (unique != null) ? unique
				: templates.orderedStream()
					.findFirst()
					.orElseThrow(() -> new InvalidConfigurationException(
							"softlanding.panic.shared.enabled is true, but there is no StringRedisTemplate.",
							"Configure Redis, or set softlanding.panic.shared.enabled to false."));
	}

}
