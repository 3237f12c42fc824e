/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.lang.reflect.Method;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.util.ReflectionUtils;

/**
 * Tells whether the process belongs to this application or to a servlet container that it
 * is deployed to as a WAR. A servlet context that exists before the beans do comes from a
 * container, or from a test; that of an embedded server comes later. Found out at run
 * time and not by a condition, which ahead-of-time processing would evaluate in the
 * build.
 */
public final class Deployment implements BeanFactoryPostProcessor, ApplicationContextAware {

	private volatile boolean inContainer;

	@Override
	public void setApplicationContext(ApplicationContext context) {
		this.inContainer = isInContainer(context);
	}

	/** Reflectively, because spring-web may not be there. */
	public static boolean isInContainer(ApplicationContext context) {
		Method method = ReflectionUtils.findMethod(context.getClass(), "getServletContext");
		return method != null && ReflectionUtils.invokeMethod(method, context) != null;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		// Only made this early.
	}

	public ProcessControl process() {
		return this.inContainer ? ProcessControl.FOREIGN : ProcessControl.SYSTEM;
	}

}
