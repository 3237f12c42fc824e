/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.time.Duration;
import java.util.LinkedList;
import java.util.List;

import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Starts and closes the harness of a test, or of a class of tests.
 */
final class DrainTestExtension
		implements ParameterResolver, AfterTestExecutionCallback, AfterEachCallback, AfterAllCallback {

	private static final Namespace NAMESPACE = Namespace.create(DrainTestExtension.class);

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == DrainHarness.class;
	}

	@Override
	public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
		DrainHarness harness = harness(context);
		if (harness == null) {
			try {
				harness = start(context.getRequiredTestClass());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException("Interrupted during the start", ex);
			}
			context.getStore(NAMESPACE).put(DrainHarness.class, harness);
		}
		return harness;
	}

	private static @Nullable DrainHarness harness(ExtensionContext context) {
		return context.getStore(NAMESPACE).get(DrainHarness.class, DrainHarness.class);
	}

	private static DrainHarness start(Class<?> testClass) throws InterruptedException {
		List<Class<?>> classes = enclosing(testClass);
		DrainTest test = classes.stream()
			.flatMap((one) -> AnnotationSupport.findAnnotation(one, DrainTest.class).stream())
			.reduce((outer, inner) -> inner)
			.orElseThrow(() -> new IllegalStateException(testClass.getName() + " has no @DrainTest"));
		classes.forEach(DrainTestExtension::refuseServiceConnections);
		DrainHarnessBuilder builder = DrainHarness.of(test.value())
			.instances(test.instances())
			.jvmArgs(test.jvmArgs())
			.readiness(test.readinessPath(), Duration.ofMillis(test.probeIntervalMillis()), test.fall())
			.startTimeout(Duration.ofSeconds(test.startTimeoutSeconds()))
			.endTimeout(Duration.ofSeconds(test.endTimeoutSeconds()))
			.properties(test.properties());
		DynamicPropertyRegistry registry = (name, value) -> builder.property(name, String.valueOf(value.get()));
		classes.stream()
			.flatMap((one) -> AnnotationSupport
				.findAnnotatedMethods(one, DynamicPropertySource.class, HierarchyTraversalMode.TOP_DOWN)
				.stream())
			.forEach((source) -> {
				ReflectionUtils.makeAccessible(source);
				ReflectionUtils.invokeMethod(source, null, registry);
			});
		return builder.start();
	}

	/**
	 * Details of connections are beans of this process, which the application is not in.
	 */
	private static void refuseServiceConnections(Class<?> testClass) {
		ReflectionUtils.doWithFields(testClass, (field) -> {
			throw new IllegalStateException("The application runs in its own process, so @ServiceConnection of "
					+ field.getName() + " in " + testClass.getName()
					+ " has no effect. Pass its address on in a @DynamicPropertySource method.");
		}, (field) -> Stream.of(field.getAnnotations())
			.anyMatch((annotation) -> annotation.annotationType().getSimpleName().equals("ServiceConnection")));
	}

	/** A class and those in which it is nested, the outermost first. */
	private static List<Class<?>> enclosing(Class<?> testClass) {
		LinkedList<Class<?>> classes = new LinkedList<>();
		classes.add(testClass);
		while (ClassUtils.isInnerClass(classes.getFirst())) {
			classes.addFirst(classes.getFirst().getEnclosingClass());
		}
		return classes;
	}

	@Override
	public void afterTestExecution(ExtensionContext context) {
		DrainHarness harness = harness(context);
		if (harness != null && context.getExecutionException().isPresent()) {
			try {
				context.publishDirectory("drain", harness::writeTo);
			}
			catch (RuntimeException ex) {
				// Without a place for attachments, the message of the failure has to do.
				return;
			}
		}
	}

	@Override
	public void afterEach(ExtensionContext context) {
		close(context);
	}

	@Override
	public void afterAll(ExtensionContext context) {
		close(context);
	}

	/** That of a class is not removed by its tests. */
	private static void close(ExtensionContext context) {
		DrainHarness harness = context.getStore(NAMESPACE).remove(DrainHarness.class, DrainHarness.class);
		if (harness != null) {
			harness.close();
		}
	}

}
