/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.interceptor.AsyncExecutionInterceptor;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.context.expression.MethodBasedEvaluationContext;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.expression.Expression;
import org.springframework.expression.ExpressionParser;
import org.springframework.expression.common.TemplateParserContext;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.util.StringUtils;

/** Acquires the lease of a method before it is called. */
final class LeaseLockedInterceptor implements MethodInterceptor {

	private final ExpressionParser parser = new SpelExpressionParser();

	private final ParameterNameDiscoverer parameterNames = new DefaultParameterNameDiscoverer();

	private final Map<Method, LockedMethod> methods = new ConcurrentHashMap<>();

	private final Supplier<LeaseRegistry> leases;

	private final Supplier<Duration> ttl;

	private final UnaryOperator<String> placeholders;

	/** Creates an interceptor. */
	LeaseLockedInterceptor(Supplier<LeaseRegistry> leases, Supplier<Duration> ttl, UnaryOperator<String> placeholders) {
		this.leases = leases;
		this.ttl = ttl;
		this.placeholders = placeholders;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Object target = Objects.requireNonNull(invocation.getThis());
		Method method = AopUtils.getMostSpecificMethod(invocation.getMethod(), target.getClass());
		LockedMethod locked = this.methods.computeIfAbsent(method, (key) -> describe(key, invocation, target));
		String name = locked.name(target, method, invocation.getArguments(), this.parameterNames);
		try (Lease lease = this.leases.get().tryAcquire(name, locked.template(), locked.ttl(), locked.waitFor())) {
			if (lease == null) {
				if (locked.skip()) {
					return null;
				}
				throw new LeaseNotAcquiredException(name);
			}
			if (locked.interruptOnLoss()) {
				lease.interruptOnLoss();
			}
			Object result = invocation.proceed();
			if (result != null && DeferredWork.isDeferred(result)) {
				// Its declared type has not shown that.
				throw new IllegalStateException("%s has returned a %s, whose work may continue without its lease"
					.formatted(method.toGenericString(), result.getClass().getName()));
			}
			return result;
		}
	}

	private LockedMethod describe(Method method, MethodInvocation invocation, Object target) {
		if (isAsynchronous(method, invocation, target)) {
			throw new IllegalStateException(
					"%s is executed on another thread: its lease would be released before its work has ended"
						.formatted(method.toGenericString()));
		}
		LeaseLocked annotation = AnnotatedElementUtils.findMergedAnnotation(method, LeaseLocked.class);
		if (annotation == null) {
			// On an interface that the class of the method knows nothing of.
			annotation = Objects
				.requireNonNull(AnnotatedElementUtils.findMergedAnnotation(invocation.getMethod(), LeaseLocked.class));
		}
		String ttl = this.placeholders.apply(annotation.ttl());
		String template = this.placeholders.apply(annotation.value());
		Expression name = this.parser.parseExpression(template, new TemplateParserContext());
		return new LockedMethod(name, template.replaceAll("#\\{\\s*#?([^{}]*?)\\s*}", "{$1}"),
				StringUtils.hasText(ttl) ? DurationStyle.detectAndParse(ttl) : this.ttl.get(),
				DurationStyle.detectAndParse(this.placeholders.apply(annotation.waitFor())), annotation.skip(),
				annotation.interruptOnLoss());
	}

	/** By an annotation of the application's own, and inside of the lease. */
	private boolean isAsynchronous(Method method, MethodInvocation invocation, Object target) {
		return invocation instanceof ProxyMethodInvocation proxied && proxied.getProxy() instanceof Advised advised
				&& Stream.of(advised.getAdvisors())
					.dropWhile((advisor) -> advisor.getAdvice() != this)
					.anyMatch((advisor) -> advisor.getAdvice() instanceof AsyncExecutionInterceptor
							&& advisor instanceof PointcutAdvisor pointcut
							&& pointcut.getPointcut().getMethodMatcher().matches(method, target.getClass()));
	}

	private record LockedMethod(Expression expression, String template, Duration ttl, Duration waitFor, boolean skip,
			boolean interruptOnLoss) {

		String name(Object target, Method method, Object[] arguments, ParameterNameDiscoverer parameterNames) {
			String name = this.expression
				.getValue(new MethodBasedEvaluationContext(target, method, arguments, parameterNames), String.class);
			if (!StringUtils.hasLength(name)) {
				throw new IllegalStateException("The lease of %s has no name: '%s' is empty"
					.formatted(method.toGenericString(), this.expression.getExpressionString()));
			}
			return name;
		}

	}

}
