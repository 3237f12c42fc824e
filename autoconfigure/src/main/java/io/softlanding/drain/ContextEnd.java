package io.softlanding.drain;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;

/**
 * The end of an application context: beans are destroyed in reverse order, so what is
 * registered before the first one hears of it when all others are gone.
 */
final class ContextEnd implements BeanFactoryPostProcessor {

	private volatile @Nullable Runnable action;

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		if (beanFactory instanceof DefaultSingletonBeanRegistry registry) {
			registry.registerDisposableBean(ContextEnd.class.getName(), () -> {
				Runnable action = this.action;
				if (action != null) {
					action.run();
				}
			});
		}
	}

	void then(Runnable action) {
		this.action = action;
	}

}
