/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.lang.reflect.Method;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.softlanding.process.DrainThread;
import io.softlanding.process.ProcessControl;
import io.softlanding.process.SoftlandingThread;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.util.ReflectionUtils;

/**
 * Two late moments of an application context that is being closed: before Spring stops
 * what is in lifecycle phase 0 and below, such as connections to Redis, when executors
 * have stopped; and when all other beans are gone. Beans are destroyed in reverse order,
 * so what is registered before the first one hears of it last.
 *
 * <p>
 * Also knows whether the process belongs to a servlet container that the application is
 * deployed to as a WAR. A servlet context that exists before the beans do comes from a
 * container, or from a test; that of an embedded server comes later. Found out at run
 * time and not by a condition, which ahead-of-time processing would evaluate in the
 * build.
 *
 * <p>
 * Depends on no other bean: Spring stops a bean before those that it depends on.
 */
final class ContextCloseHook implements BeanFactoryPostProcessor, ApplicationContextAware, SmartLifecycle,
		ApplicationListener<ContextClosedEvent> {

	static final int PHASE = 1;

	/**
	 * As long as Spring Boot's shutdown hook waits for a context that is being closed.
	 */
	private static final long CLOSE_MINUTES = 10;

	/** What a thread gets to end the process after it has closed the context. */
	private static final long EXIT_MILLIS = 5_000;

	private final CountDownLatch ended = new CountDownLatch(1);

	private volatile @Nullable ConfigurableListableBeanFactory beans;

	private volatile Runnable beforeStop = () -> {
	};

	private volatile Runnable end = () -> {
	};

	private volatile boolean running;

	private volatile boolean inContainer;

	/** Called before a web server is made: only a container is there by then. */
	@Override
	public void setApplicationContext(ApplicationContext context) {
		this.inContainer = isInContainer(context);
	}

	/** Reflectively, because spring-web may not be there. */
	static boolean isInContainer(ApplicationContext context) {
		Method method = ReflectionUtils.findMethod(context.getClass(), "getServletContext");
		return method != null && ReflectionUtils.invokeMethod(method, context) != null;
	}

	/** Returns the process, which is the container's if the application is a WAR. */
	ProcessControl process() {
		return this.inContainer ? ProcessControl.FOREIGN : ProcessControl.SYSTEM;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		this.beans = beanFactory;
		if (beanFactory instanceof DefaultSingletonBeanRegistry registry) {
			registry.registerDisposableBean(ContextCloseHook.class.getName(), () -> {
				this.ended.countDown();
				this.end.run();
			});
		}
	}

	/** Sets what to do. */
	void then(Runnable beforeStop, Runnable end) {
		this.beforeStop = beforeStop;
		this.end = end;
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
			Thread alive = new SoftlandingThread("close", () -> awaitExit(closing));
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
