package io.softlanding.drain;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.context.SmartLifecycle;

/**
 * Two late moments of an application context that is being closed: before Spring stops
 * what is in lifecycle phase 0 and below, such as connections to Redis, when executors
 * have stopped; and when all other beans are gone. Beans are destroyed in reverse order,
 * so what is registered before the first one hears of it last.
 *
 * <p>
 * Depends on no other bean: Spring stops a bean before those that it depends on.
 */
final class ContextEnd implements BeanFactoryPostProcessor, SmartLifecycle {

	static final int PHASE = 1;

	private volatile Runnable beforeStop = () -> {
	};

	private volatile Runnable end = () -> {
	};

	private volatile boolean running;

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		if (beanFactory instanceof DefaultSingletonBeanRegistry registry) {
			registry.registerDisposableBean(ContextEnd.class.getName(), () -> this.end.run());
		}
	}

	/**
	 * Sets what to do.
	 * @param beforeStop runs before phase 0 is stopped; may wait
	 * @param end runs at the end
	 */
	void then(Runnable beforeStop, Runnable end) {
		this.beforeStop = beforeStop;
		this.end = end;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop(Runnable callback) {
		this.running = false;
		DrainThread.startOrRun("before-stop", () -> {
			this.beforeStop.run();
			callback.run();
		});
	}

	@Override
	public void stop() {
		stop(() -> {
		});
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/** Asked by Spring Framework 7 when it pauses a context; unknown to 6.2. */
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
