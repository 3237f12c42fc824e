/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.softlanding.inflight.ManagementRequests;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * What the groups of the health endpoint contain, and to which codes they map a status.
 * Reached by reflection: their types have other packages in Spring Boot 3 than in Spring
 * Boot 4.
 */
final class HealthGroups implements HealthPaths, ManagementRequests, ApplicationListener<ApplicationReadyEvent> {

	private static final String GROUPS = "healthEndpointGroups";

	private static final Logger logger = LoggerFactory.getLogger(HealthGroups.class);

	private final ConfigurableListableBeanFactory beans;

	private final Supplier<@Nullable PathMappedEndpoints> endpoints;

	private final ManagementRequests requests;

	private volatile @Nullable String root;

	HealthGroups(ConfigurableListableBeanFactory beans, Supplier<@Nullable PathMappedEndpoints> endpoints,
			ManagementRequests requests) {
		this.beans = beans;
		this.endpoints = endpoints;
		this.requests = requests;
	}

	@Override
	public Kind kind(String path) {
		return this.requests.kind(path);
	}

	/** Warns of groups for readiness that do not depend on it. */
	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		if (event.getApplicationContext().getBeanFactory() == this.beans && !isUnknown()) {
			safely(() -> {
				warn();
				return true;
			}, true);
		}
	}

	private void warn() {
		for (Object name : names()) {
			Object group = group(name);
			if ((name.equals("readiness") || "/readyz".equals(additionalPath(group))) && !knowsReadiness(group)) {
				logger.warn(
						"Health group '{}' does not include readinessState: load balancers that probe it do not "
								+ "notice a drain. Add readinessState to management.endpoint.health.group.{}.include.",
						name, name);
			}
		}
	}

	@Override
	public boolean isRefusal(String path, int status) {
		boolean unknown = UNKNOWN.isRefusal(path, status);
		return isUnknown() ? unknown : safely(() -> {
			Object group = find(path);
			Object mapper = require((group != null) ? group : primary(), "getHttpCodeStatusMapper");
			return status != code(mapper, "UP")
					&& (status == code(mapper, "OUT_OF_SERVICE") || status == code(mapper, "DOWN"));
		}, unknown);
	}

	@Override
	public boolean knowsReadiness(String path) {
		return isUnknown() || safely(() -> {
			Object group = find(path);
			return (group != null) ? knowsReadiness(group) : path.endsWith("/readinessState");
		}, true);
	}

	/**
	 * Groups may be beans of the application, which need not be as complete as Spring
	 * Boot's.
	 */
	private static boolean safely(BooleanSupplier check, boolean fallback) {
		try {
			return check.getAsBoolean();
		}
		catch (RuntimeException ex) {
			logger.debug("Health groups cannot be read", ex);
			return fallback;
		}
	}

	private boolean knowsReadiness(Object group) {
		return isMember(group, "readinessState", "readinessStateHealthIndicator")
				|| isMember(group, "softlanding", "softlandingHealthIndicator");
	}

	private boolean isMember(Object group, String contributor, String bean) {
		return this.beans.containsBean(bean) && Boolean.TRUE.equals(invoke(group, "isMember", contributor));
	}

	/** Returns the group that a path asks for, {@code null} if there is none. */
	private @Nullable Object find(String path) {
		String root = root();
		if (path.equals(root) || path.equals(root + "/")) {
			return primary();
		}
		for (Object name : names()) {
			Object group = group(name);
			if (path.equals(root + "/" + name) || path.equals(additionalPath(group))) {
				return group;
			}
		}
		return null;
	}

	private String root() {
		String root = this.root;
		if (root == null) {
			PathMappedEndpoints endpoints = this.endpoints.get();
			String path = (endpoints != null) ? endpoints.getPath(EndpointId.of("health")) : null;
			root = (path != null) ? path : "";
			this.root = root;
		}
		return root;
	}

	/** There is no health endpoint, or nothing has needed it yet. */
	private boolean isUnknown() {
		return !this.beans.containsSingleton(GROUPS);
	}

	private Set<?> names() {
		return (Set<?>) require(this.beans.getBean(GROUPS), "getNames");
	}

	private Object group(Object name) {
		return require(this.beans.getBean(GROUPS), "get", name);
	}

	private Object primary() {
		return require(this.beans.getBean(GROUPS), "getPrimary");
	}

	private @Nullable Object additionalPath(Object group) {
		Object path = invoke(group, "getAdditionalPath");
		return (path != null) ? invoke(path, "getValue") : null;
	}

	private int code(Object mapper, String name) {
		Method method = ReflectionUtils.findMethod(mapper.getClass(), "getStatusCode", (Class<?>[]) null);
		Assert.state(method != null, "No method getStatusCode");
		Object status = ReflectionUtils.getField(
				ReflectionUtils.findField(method.getParameterTypes()[0], name, method.getParameterTypes()[0]), null);
		return (int) require(mapper, "getStatusCode", status);
	}

	private static Object require(Object target, String name, Object... arguments) {
		Object result = invoke(target, name, arguments);
		Assert.state(result != null, () -> name + " has no result");
		return result;
	}

	private static @Nullable Object invoke(Object target, String name, Object... arguments) {
		Method method = ReflectionUtils.findMethod(target.getClass(), name,
				Arrays.stream(arguments).map(Object::getClass).toArray(Class<?>[]::new));
		Assert.state(method != null, () -> "No method " + name);
		Method open = ClassUtils.getInterfaceMethodIfPossible(method, target.getClass());
		ReflectionUtils.makeAccessible(open);
		return ReflectionUtils.invokeMethod(open, target, arguments);
	}

}
