/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.context.annotation.Fallback;

/**
 * Makes all beans of Softlanding {@link Fallback} candidates. Many of them have types of
 * which the application may have one bean, and may inject it by type.
 */
final class FallbackBeans implements BeanFactoryPostProcessor {

	private static final String PREFIX = "softlanding";

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
		for (String name : beans.getBeanDefinitionNames()) {
			if (name.startsWith(PREFIX) && beans.getBeanDefinition(name) instanceof AbstractBeanDefinition definition) {
				definition.setFallback(true);
			}
		}
	}

}
