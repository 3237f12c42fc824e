package io.softlanding.drain;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.util.ClassUtils;
import org.springframework.web.context.WebApplicationContext;

/**
 * Tells whether the process belongs to this application or to a servlet container that it
 * is deployed to as a WAR. A servlet context that exists before the beans do comes from a
 * container, or from a test; that of an embedded server comes later. Found out at run
 * time and not by a condition, which ahead-of-time processing would evaluate in the
 * build.
 */
final class Deployment implements BeanFactoryPostProcessor {

	private static final String WEB_CONTEXT = "org.springframework.web.context.WebApplicationContext";

	private final ApplicationContext context;

	private volatile boolean inContainer;

	Deployment(ApplicationContext context) {
		this.context = context;
	}

	static boolean isInContainer(ApplicationContext context) {
		return ClassUtils.isPresent(WEB_CONTEXT, Deployment.class.getClassLoader())
				&& ServletContainer.isAround(context);
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		this.inContainer = isInContainer(this.context);
	}

	ProcessControl process() {
		return this.inContainer ? ProcessControl.FOREIGN : ProcessControl.SYSTEM;
	}

	/** Loaded only where spring-web is. */
	private static final class ServletContainer {

		static boolean isAround(ApplicationContext context) {
			return context instanceof WebApplicationContext web && web.getServletContext() != null;
		}

	}

}
