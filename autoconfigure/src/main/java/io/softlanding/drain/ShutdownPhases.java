package io.softlanding.drain;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.Lifecycle;
import org.springframework.context.Phased;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.context.support.DefaultLifecycleProcessor;

/**
 * Spring's lifecycle phases around the drain's own, and how long Spring waits in each.
 */
final class ShutdownPhases {

	/**
	 * After all message listeners and the web server's own drain, before a separate
	 * management port and executors.
	 */
	static final int OWN = Integer.MAX_VALUE - 1280;

	/**
	 * {@code WebServerGracefulShutdownLifecycle}: our front half has already waited for
	 * what it waits for.
	 */
	static final int WEB_SERVER_DRAIN = Integer.MAX_VALUE - 1024;

	private static final long AT_ONCE_MILLIS = 1;

	private static final long SLACK_MILLIS = 1000;

	private final ConfigurableApplicationContext context;

	ShutdownPhases(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Whether beans other than the web server stop before the back half: listeners of
	 * Kafka, JMS, Redis.
	 * @return {@code true} if there are any
	 */
	boolean anyBeforeOwn() {
		return beansIn((phase) -> phase > OWN && phase != WEB_SERVER_DRAIN).findAny().isPresent();
	}

	/**
	 * Sets Spring's timeouts for a close that is about to happen, so that nobody waits
	 * past the drain's deadlines.
	 * @param frontLeftNanos what the beans that stop before the back half share
	 * @param leftNanos what is left until the drain's deadline
	 */
	void limit(long frontLeftNanos, long leftNanos) {
		if (!(this.context.getBeanFactory()
			.getSingleton(
					AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME) instanceof DefaultLifecycleProcessor lifecycle)) {
			return;
		}
		share(lifecycle, (phase) -> phase > OWN && phase != WEB_SERVER_DRAIN, frontLeftNanos);
		lifecycle.setTimeoutForShutdownPhase(WEB_SERVER_DRAIN, AT_ONCE_MILLIS);
		lifecycle.setTimeoutForShutdownPhase(OWN, millis(leftNanos) + SLACK_MILLIS);
		share(lifecycle, (phase) -> phase < OWN, leftNanos);
	}

	private void share(DefaultLifecycleProcessor lifecycle, IntPredicate phases, long nanos) {
		int[] affected = beansIn(phases).distinct().toArray();
		Arrays.stream(affected)
			.forEach((phase) -> lifecycle.setTimeoutForShutdownPhase(phase,
					Math.max(AT_ONCE_MILLIS, millis(nanos) / affected.length)));
	}

	private static long millis(long nanos) {
		return TimeUnit.NANOSECONDS.toMillis(Math.max(0, nanos));
	}

	private IntStream beansIn(IntPredicate phases) {
		Map<String, Lifecycle> beans = this.context.getBeansOfType(Lifecycle.class, false, false);
		return beans.values()
			.stream()
			.filter(ShutdownPhases::isRunning)
			.mapToInt((bean) -> (bean instanceof Phased phased) ? phased.getPhase() : 0)
			.filter(phases);
	}

	private static boolean isRunning(Lifecycle bean) {
		try {
			return bean.isRunning();
		}
		catch (RuntimeException ex) {
			// Spring will have to wait for it all the same.
			return true;
		}
	}

}
