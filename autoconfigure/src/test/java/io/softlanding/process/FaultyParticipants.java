/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import io.softlanding.report.StatusSection;

import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Participants that go wrong in the phase that is asked for, and one in each phase of the
 * back half that does not.
 */
@Configuration(proxyBeanMethods = false)
class FaultyParticipants {

	@Bean
	@ConditionalOnProperty("fault.hang")
	DrainParticipant hanging(Environment environment) {
		return participant("hanging", environment.getRequiredProperty("fault.hang", DrainPhase.class),
				FaultyApplication::hang);
	}

	@Bean
	@ConditionalOnProperty("fault.throw")
	DrainParticipant throwing(Environment environment) {
		return participant("throwing", environment.getRequiredProperty("fault.throw", DrainPhase.class), () -> {
			throw new IllegalStateException("on purpose");
		});
	}

	@Bean
	@ConditionalOnProperty("fault.close")
	DrainParticipant closing(Environment environment, ConfigurableApplicationContext context) {
		return participant("closing", environment.getRequiredProperty("fault.close", DrainPhase.class), context::close);
	}

	/** Has more to say than a termination message holds. */
	@Bean
	@ConditionalOnProperty("fault.long-report")
	StatusSection longReport() {
		return new StatusSection() {

			@Override
			public String name() {
				return "long";
			}

			@Override
			public Map<String, Object> status() {
				return Map.of("text", "x".repeat(10_000));
			}

		};
	}

	/** Each has something to say that matters. */
	@Bean
	@ConditionalOnProperty("fault.long-report")
	static BeanDefinitionRegistryPostProcessor manyParticipants() {
		return (registry) -> {
			for (int i = 0; i < 50; i++) {
				String name = "half-" + i;
				registry.registerBeanDefinition(name,
						BeanDefinitionBuilder
							.genericBeanDefinition(DrainParticipant.class,
									() -> participant(name, DrainPhase.LOCKS,
											DrainResult.partial("%s", "half of it ".repeat(20))))
							.getBeanDefinition());
			}
		};
	}

	/**
	 * Speaks when no request is in flight any more, and before the front half is over.
	 */
	@Bean
	@ConditionalOnProperty("fault.hooks")
	DrainParticipant afterRequests() {
		return new DrainParticipant() {

			@Override
			public String name() {
				return "after-requests";
			}

			@Override
			public DrainPhase phase() {
				return DrainPhase.IN_FLIGHT;
			}

			@Override
			public Set<String> after() {
				return Set.of("requests");
			}

			@Override
			public DrainResult drain(DrainContext context) {
				FaultyApplication.say("REQUESTS OVER");
				return DrainResult.completed("ok");
			}

		};
	}

	@Bean
	DrainParticipant transactions() {
		return participant("test-transactions", DrainPhase.TRANSACTIONS, () -> FaultyApplication.trace("TRANSACTIONS"));
	}

	@Bean
	DrainParticipant caches() {
		return participant("test-caches", DrainPhase.CACHES, () -> FaultyApplication.trace("CACHES"));
	}

	@Bean
	DrainParticipant locks() {
		return participant("test-locks", DrainPhase.LOCKS, () -> FaultyApplication.trace("LOCKS"));
	}

	@Bean
	DrainParticipant handoff() {
		return participant("test-handoff", DrainPhase.HANDOFF, () -> FaultyApplication.trace("HANDOFF"));
	}

	private static DrainParticipant participant(String name, DrainPhase phase, Runnable action) {
		return participant(name, phase, (context) -> {
			DrainResult result = DrainResult.completed("ok").with("had", context.remaining());
			action.run();
			return result;
		});
	}

	private static DrainParticipant participant(String name, DrainPhase phase, DrainResult result) {
		return participant(name, phase, (DrainContext context) -> result);
	}

	private static DrainParticipant participant(String name, DrainPhase phase,
			Function<DrainContext, DrainResult> action) {
		return new DrainParticipant() {

			@Override
			public String name() {
				return name;
			}

			@Override
			public DrainPhase phase() {
				return phase;
			}

			@Override
			public DrainResult drain(DrainContext context) {
				return action.apply(context);
			}

		};
	}

}
