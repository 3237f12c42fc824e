package io.softlanding.work;

import java.util.List;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.drain.DrainController;
import io.softlanding.drain.NanoClock;
import io.softlanding.drain.WorkSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.config.ScheduledTaskHolder;

/**
 * Auto-configuration of work that is no request: registered jobs, tasks of Spring's
 * executors, scheduled runs.
 *
 * @since 0.1
 */
@AutoConfiguration(after = DrainAutoConfiguration.class)
@ConditionalOnProperty(prefix = "softlanding", name = { "enabled", "work.enabled" }, matchIfMissing = true)
@ConditionalOnBean(DrainController.class)
@EnableConfigurationProperties(WorkProperties.class)
public final class WorkAutoConfiguration {

	@Bean
	static WorkRegistry softlandingInFlightWork(ObjectProvider<ScheduledTaskHolder> scheduled) {
		return new WorkRegistry(NanoClock.SYSTEM, new ScheduledTasks(scheduled::stream));
	}

	@Bean
	static TrackedRuns softlandingScheduledRuns(WorkRegistry registry) {
		return new TrackedRuns(registry);
	}

	@Bean
	static ObservedExecutors softlandingObservedExecutors(ObjectProvider<WorkRegistry> registry,
			ObjectProvider<TrackedRuns> runs) {
		return new ObservedExecutors(registry, runs);
	}

	@Bean
	ScheduledRunsParticipant softlandingScheduledRunsParticipant(TrackedRuns runs) {
		return new ScheduledRunsParticipant(runs);
	}

	@Bean
	WorkStatus softlandingWorkStatus(WorkRegistry registry, TrackedRuns runs) {
		return new WorkStatus(registry, runs);
	}

	@Bean
	WorkParticipant softlandingWorkParticipant(WorkRegistry registry, WorkStatus status,
			ObjectProvider<WorkSource> sources) {
		List<WorkSource> all = sources.orderedStream().toList();
		all.forEach((source) -> source.whenExhausted(registry::wakeUp));
		return new WorkParticipant(registry, status, () -> all.stream().allMatch(WorkSource::exhausted));
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class MetricsConfiguration {

		@Bean
		WorkMetrics softlandingWorkMetrics(WorkRegistry registry, TrackedRuns runs) {
			return new WorkMetrics(registry, runs);
		}

	}

}
