/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.MethodIntrospector.MetadataLookup;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;

/**
 * Applies {@link LeaseLocked} outside of all other advice, so that a transaction ends
 * before its lease.
 */
final class LeaseLockedPostProcessor extends AbstractBeanFactoryAwareAdvisingPostProcessor {

	private static final long serialVersionUID = 1L;

	private final transient Supplier<LeaseRegistry> leases;

	private final transient Supplier<Duration> ttl;

	private final transient Set<Class<?>> checked = ConcurrentHashMap.newKeySet();

	private final transient Runnable inUse;

	/** Creates a post-processor. */
	LeaseLockedPostProcessor(Supplier<LeaseRegistry> leases, Supplier<Duration> ttl, Runnable inUse) {
		this.leases = leases;
		this.ttl = ttl;
		this.inUse = inUse;
		setBeforeExistingAdvisors(true);
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		super.setBeanFactory(beanFactory);
		this.advisor = new DefaultPointcutAdvisor(new AnnotationMatchingPointcut(null, LeaseLocked.class, true),
				new LeaseLockedInterceptor(this.leases, this.ttl, (text) -> resolve(beanFactory, text)));
	}

	/** Looks at the methods of the application's own classes only. */
	@Override
	protected boolean isEligible(Class<?> targetClass) {
		String name = targetClass.getName();
		boolean eligible = !name.startsWith("org.springframework.") && !name.startsWith("java.")
				&& super.isEligible(targetClass);
		if (eligible && this.checked.add(targetClass)) {
			check(ClassUtils.getUserClass(targetClass));
			this.inUse.run();
		}
		return eligible;
	}

	/**
	 * Checks the methods of a class and of its interfaces when the bean is created,
	 * before it is needed.
	 */
	private static void check(Class<?> type) {
		Stream.concat(Stream.of(type), ClassUtils.getAllInterfacesForClassAsSet(type).stream())
			.map((declaring) -> MethodIntrospector.selectMethods(declaring,
					(MetadataLookup<LeaseLocked>) (method) -> AnnotatedElementUtils.findMergedAnnotation(method,
							LeaseLocked.class)))
			.forEach((methods) -> methods.forEach((declared, annotation) -> {
				Method method = ClassUtils.getMostSpecificMethod(declared, type);
				if (annotation.skip() && method.getReturnType() != void.class) {
					throw new IllegalStateException("%s returns a value, so that its calls cannot be skipped"
						.formatted(method.toGenericString()));
				}
				if (Modifier.isPrivate(method.getModifiers()) || Modifier.isStatic(method.getModifiers())
						|| Modifier.isFinal(method.getModifiers()) && declared.getDeclaringClass() == type
								&& ClassUtils.getInterfaceMethodIfPossible(method, type) == method) {
					throw new IllegalStateException(
							"%s is private, static or final: no proxy can call it with its lease"
								.formatted(method.toGenericString()));
				}
				String reason = DeferredWork.reason(method, type);
				if (reason != null) {
					throw new IllegalStateException(
							"%s %s: its lease would be released before its work has ended. Put @LeaseLocked on the method that does the work"
								.formatted(method.toGenericString(), reason));
				}
			}));
	}

	private static String resolve(BeanFactory beanFactory, String text) {
		if (beanFactory instanceof ConfigurableBeanFactory configurable) {
			String resolved = configurable.resolveEmbeddedValue(text);
			return (resolved != null) ? resolved : text;
		}
		return text;
	}

}
