package io.softlanding.drain;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;

/**
 * The end of an application context: beans are destroyed in reverse order, so what is
 * registered before the first one hears of it when all others are gone.
 */
final class ContextEnd implements BeanFactoryPostProcessor, ApplicationListener<ContextClosedEvent> {

	/**
	 * As long as Spring Boot's shutdown hook waits for a context that is being closed.
	 */
	private static final long CLOSE_MINUTES = 10;

	/** What a thread gets to end the process after it has closed the context. */
	private static final long EXIT_MILLIS = 5_000;

	private final CountDownLatch ended = new CountDownLatch(1);

	private volatile @Nullable ConfigurableListableBeanFactory beans;

	private volatile @Nullable Runnable action;

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		this.beans = beanFactory;
		if (beanFactory instanceof DefaultSingletonBeanRegistry registry) {
			registry.registerDisposableBean(ContextEnd.class.getName(), () -> {
				this.ended.countDown();
				Runnable action = this.action;
				if (action != null) {
					action.run();
				}
			});
		}
	}

	/**
	 * A daemon thread that closes the context, such as one of a request, may want to exit
	 * with a code of its own. The process must not end with 0 before, because the threads
	 * of the web server are gone while the context is still closing.
	 */
	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		Thread closing = Thread.currentThread();
		if (closing.isDaemon() && event.getApplicationContext().getAutowireCapableBeanFactory() == this.beans) {
			Thread alive = new Thread(() -> awaitExit(closing), "softlanding-close");
			alive.setDaemon(false);
			alive.start();
		}
	}

	private void awaitExit(Thread closing) {
		try {
			if (this.ended.await(CLOSE_MINUTES, TimeUnit.MINUTES)) {
				closing.join(EXIT_MILLIS);
			}
		}
		catch (InterruptedException ex) {
			// The process need not be kept.
		}
	}

	void then(Runnable action) {
		this.action = action;
	}

}
