/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import io.softlanding.process.BoundedWait;
import io.softlanding.process.SoftlandingThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationShutdownHandlers;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.ReflectionUtils;

/**
 * The shutdown hook of Spring Boot, which closes a context when the process ends unless
 * the application has asked it not to. Reflective, because only Spring Boot itself can
 * ask the hook.
 */
final class SpringShutdownHook {

	private static final Logger logger = LoggerFactory.getLogger(SpringShutdownHook.class);

	/** As long as the hook waits for a context that is being closed. */
	private static final long CLOSE_NANOS = TimeUnit.MINUTES.toNanos(10);

	private static final long ALIVE_NANOS = TimeUnit.SECONDS.toNanos(5);

	private SpringShutdownHook() {
	}

	/**
	 * Whether the hook closes a context, or a parent of it, which closes its children.
	 */
	static boolean closes(ConfigurableApplicationContext context) {
		try {
			Field field = ReflectionUtils.findField(SpringApplication.class, "shutdownHook");
			Method method = (field != null) ? ReflectionUtils.findMethod(field.getType(),
					"isApplicationContextRegistered", ConfigurableApplicationContext.class) : null;
			if (field == null || method == null) {
				return true;
			}
			field.setAccessible(true);
			method.setAccessible(true);
			for (ApplicationContext each = context; each != null; each = each.getParent()) {
				if (!Boolean.FALSE.equals(method.invoke(field.get(null), each))) {
					return true;
				}
			}
			return false;
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			logger.debug("Spring Boot's shutdown hook cannot be inspected", ex);
			return true;
		}
	}

	/**
	 * Closes a context as the hook would. The process lives a little longer than its web
	 * server: otherwise it could end with code 0 before the signal ends it with its own.
	 */
	static void closeInstead(ConfigurableApplicationContext context) {
		CountDownLatch closed = new CountDownLatch(1);
		Thread alive = new SoftlandingThread("close", () -> {
			try {
				context.close();
			}
			finally {
				closed.countDown();
				LockSupport.parkNanos(ALIVE_NANOS);
			}
		});
		alive.setDaemon(false);
		alive.start();
		BoundedWait.uninterruptibly(closed, CLOSE_NANOS);
	}

	/** Runs an action when the process ends and the hook has closed all contexts. */
	static void add(Runnable action) {
		change((handlers) -> handlers.add(action));
	}

	static void remove(Runnable action) {
		change((handlers) -> handlers.remove(action));
	}

	private static void change(Consumer<SpringApplicationShutdownHandlers> change) {
		try {
			change.accept(SpringApplication.getShutdownHandlers());
		}
		catch (IllegalStateException ex) {
			logger.debug("The virtual machine began to shut down just now", ex);
		}
	}

}
