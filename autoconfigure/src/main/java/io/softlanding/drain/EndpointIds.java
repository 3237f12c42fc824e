/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ClassUtils;

/**
 * Removes endpoints of Softlanding whose id another endpoint has, since Spring Boot does
 * not start with two of one id. Looks at bean definitions only, when all of them are
 * known, including those of other auto-configurations.
 */
final class EndpointIds implements BeanFactoryPostProcessor {

	private static final Logger logger = LoggerFactory.getLogger(EndpointIds.class);

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
		Map<String, String> own = new HashMap<>();
		for (String name : beans.getBeanDefinitionNames()) {
			if (isOwn(name)) {
				own.put(name, id(beans, name));
			}
		}
		if (own.isEmpty() || !(beans instanceof BeanDefinitionRegistry registry)) {
			return;
		}
		Set<@Nullable String> others = new HashSet<>();
		for (String name : BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, Object.class, true, false)) {
			if (!isOwn(name)) {
				others.add(id(beans, name));
			}
		}
		own.forEach((name, id) -> {
			if (id != null && others.contains(id)) {
				logger.debug("Endpoint '{}' of Softlanding is left out: another endpoint has its id", id);
				registry.removeBeanDefinition(name);
			}
		});
	}

	private static boolean isOwn(String name) {
		return name.startsWith("softlanding") && name.endsWith("Endpoint");
	}

	/** Returns the id of an endpoint as it is compared, {@code null} for other beans. */
	private static @Nullable String id(ConfigurableListableBeanFactory beans, String name) {
		Class<?> type = beans.getType(name, false);
		if (type == null) {
			return null;
		}
		MergedAnnotation<Endpoint> endpoint = MergedAnnotations
			.from(ClassUtils.getUserClass(type), SearchStrategy.TYPE_HIERARCHY)
			.get(Endpoint.class);
		return endpoint.isPresent() ? endpoint.getString("id").replaceAll("[.-]", "").toLowerCase(Locale.ENGLISH)
				: null;
	}

}
