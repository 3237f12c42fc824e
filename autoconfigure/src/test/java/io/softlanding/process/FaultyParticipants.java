package io.softlanding.process;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;

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
				DrainResult result = DrainResult.completed("ok").with("had", context.remaining());
				action.run();
				return result;
			}

		};
	}

}
