/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.config;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.stream.Stream;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Beans of a context without those of its parents, which belong to the drain of the
 * parent.
 */
public final class LocalBeans {

	private LocalBeans() {
	}

	/**
	 * Returns the beans of a type in their order.
	 * @param context whose beans are wanted
	 * @param type the type
	 * @return the beans that this context defines
	 */
	public static <T> Stream<T> of(ConfigurableApplicationContext context, Class<T> type) {
		if (context.getBeanFactory().getParentBeanFactory() == null) {
			return context.getBeanProvider(type).orderedStream();
		}
		Set<T> local = Collections.newSetFromMap(new IdentityHashMap<>());
		local.addAll(context.getBeansOfType(type).values());
		return context.getBeanProvider(type).orderedStream().filter(local::contains);
	}

}
